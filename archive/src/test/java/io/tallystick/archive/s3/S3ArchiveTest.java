package io.tallystick.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.archive.parquet.ArchiveException;
import io.tallystick.archive.parquet.ClusterArchive;
import io.tallystick.cluster.S3Server;
import io.tallystick.cluster.SharedComponents;
import io.tallystick.core.archive.ArchiveFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: an archive in S3 says what the same files in a folder say, and what is missing, damaged or
 * refused is told as such.
 *
 * <p>Method: a real S3 server keeps its objects as files, which are written, damaged and deleted.
 */
final class S3ArchiveTest {

  private static final String KEY = "aws.accessKeyId";
  private static final String SECRET = "aws.secretAccessKey";

  private final String bucket = "archive-" + UUID.randomUUID();
  private final Path objects = SharedComponents.s3().bucket(bucket);

  @TempDir
  Path folder;

  @BeforeEach
  void logIn() {
    System.setProperty(KEY, S3Server.ACCESS_KEY);
    System.setProperty(SECRET, S3Server.SECRET_KEY);
  }

  @AfterEach
  void logOut() {
    System.clearProperty(KEY);
    System.clearProperty(SECRET);
  }

  private S3Archive read(String url) {
    return S3Archive.read(
        S3Settings.of(url, Optional.of(SharedComponents.s3().address()), Optional.empty(), true),
        folder);
  }

  private S3Archive read() {
    return read("s3://" + bucket + "/some/path/");
  }

  private ArchiveFile write(int partition, long begin, long end) throws IOException {
    return write(objects.resolve("some/path"), partition, begin, end);
  }

  private static ArchiveFile write(Path root, int partition, long begin, long end)
      throws IOException {
    byte[] bytes = ("events " + begin).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    ArchiveFile file = new ArchiveFile(
        partition, begin, end, ArchiveFile.day(begin), begin, end, bytes.length, (int)
            crc.getValue());
    Path path = root.resolve(file.path());
    Files.createDirectories(path.resolveSibling(""));
    Files.write(path, bytes);
    Path line = root.resolve(file.linePath());
    Files.createDirectories(line.resolveSibling(""));
    Files.writeString(line, file.line() + "\n");
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "s3://b, b, ''",
    "s3a://b/, b, ''",
    "s3://b/c, b, c/",
    "s3://b//c/d//, b, c/d/",
  })
  void takesUrlsApart(String url, String bucketOfIt, String prefix) {
    S3Settings settings = S3Settings.of(url, Optional.empty(), Optional.empty(), false);
    assertThat(S3Settings.isS3(url)).isTrue();
    assertThat(settings.bucket()).isEqualTo(bucketOfIt);
    assertThat(settings.prefix()).isEqualTo(prefix);
    assertThat(S3Settings.isS3("file:///b/c")).isFalse();
    assertThatThrownBy(() -> S3Settings.of("s3:b", Optional.empty(), Optional.empty(), false))
        .hasMessage("archive.url: s3:b (expected: s3://bucket or s3://bucket/path)");
  }

  @Test
  void saysWhatAFolderSays() throws Exception {
    for (int begin = 0; begin < 1_010; begin++) {
      // more than one answer to the question what there is
      write(begin % 3, begin / 3 * 10, begin / 3 * 10 + 10);
    }
    write(objects, 9, 0, 10);
    try (S3Archive archive = read();
        ClusterArchive same = ClusterArchive.read(objects.resolve("some/path"))) {
      assertThat(archive.files()).hasSize(1_010).isEqualTo(same.files());
      assertThat(archive.problem(archive.files().get(7), false)).isNull();
      assertThat(folder).isEmptyDirectory();
      List<Long> progress = new ArrayList<>();
      List<ArchiveFile> some = archive.files().subList(100, 140);
      archive.fetch(some, progress::add);
      assertThat(progress).containsExactly(40L);
      for (ArchiveFile file : some) {
        assertThat(archive.problem(file, true)).isNull();
        assertThat(archive.path(file)).hasSameBinaryContentAs(same.path(file));
      }
      ArchiveFile released = some.get(3);
      archive.release(released);
      assertThat(archive.path(released)).doesNotExist();
      assertThat(archive.problem(released, true)).isNull();
      assertThat(archive.path(released)).exists();
    }
    try (S3Archive top = read("s3://" + bucket)) {
      assertThat(top.files()).hasSize(1);
    }
  }

  @Test
  void nothingIsThereYet() {
    try (S3Archive archive = read()) {
      assertThat(archive.files()).isEmpty();
    }
  }

  @Test
  void tellsWhatIsMissingOrDamaged() throws Exception {
    ArchiveFile missing = write(0, 0, 10);
    ArchiveFile shorter = write(0, 10, 20);
    ArchiveFile damaged = write(0, 20, 30);
    ArchiveFile late = write(0, 30, 40);
    ArchiveFile whole = write(0, 40, 50);
    Path root = objects.resolve("some/path");
    Files.delete(root.resolve(missing.path()));
    Files.writeString(root.resolve(shorter.path()), "events");
    Files.writeString(root.resolve(damaged.path()), "events?20");
    try (S3Archive archive = read()) {
      Files.delete(root.resolve(late.path()));
      String url = "s3://" + bucket + "/some/path/";
      for (boolean contents : new boolean[] {false, true}) {
        assertThat(archive.problem(missing, contents))
            .isEqualTo(url + missing.path() + ": missing (expected: 10 events)");
        assertThat(archive.problem(shorter, contents))
            .isEqualTo(url + shorter.path() + ": 6 bytes (expected: 9)");
      }
      archive.fetch(archive.files(), done -> {});
      assertThat(archive.problem(damaged, true))
          .isEqualTo(url + damaged.path() + ": damaged (expected: the checksum in the manifest)");
      assertThat(archive.problem(late, true))
          .isEqualTo(url + late.path() + ": missing (expected: 10 events)");
      assertThat(archive.problem(whole, true)).isNull();
    }
  }

  @Test
  void refusesADamagedLine() throws Exception {
    ArchiveFile file = write(0, 0, 10);
    Path line = objects.resolve("some/path").resolve(file.linePath());
    Files.writeString(line, file.line().replaceFirst(".$", "x"));
    assertThatThrownBy(this::read)
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("s3://" + bucket + "/some/path/" + file.linePath() + " is damaged");
    Files.write(line, new byte[2_000]);
    assertThatThrownBy(this::read).hasMessageContaining("2000 bytes, expected: one line");
  }

  @Test
  void doesNotFillTheDisk() throws Exception {
    ArchiveFile file = write(0, 0, 10);
    // well beyond the half that it may take, as others may give back some meanwhile
    long bytes = Files.getFileStore(folder).getUsableSpace() + (1L << 30);
    ArchiveFile large = new ArchiveFile(0, 0, 10, file.day(), 0, 10, bytes, file.crc32c());
    Path root = objects.resolve("some/path");
    try (RandomAccessFile sparse =
        new RandomAccessFile(root.resolve(file.path()).toFile(), "rw")) {
      sparse.setLength(bytes);
    }
    Files.writeString(root.resolve(large.linePath()), large.line());
    try (S3Archive archive = read()) {
      assertThatThrownBy(() -> archive.fetch(archive.files(), done -> {}))
          .hasMessageStartingWith("recount: 1 files of the archive need " + bytes + " bytes in ")
          .hasMessageContaining("(expected: at most half of the ");
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void saysWhyItCannotRead() {
    assertThatThrownBy(() -> read("s3://no-" + bucket + "/x"))
        .isInstanceOf(ArchiveException.class)
        .hasMessageStartingWith("archive.url: s3://no-" + bucket + "/x: no such bucket at http://")
        .hasMessageContaining("(expected: the one that the counting job writes to)");
    System.setProperty(SECRET, "not-the-secret");
    assertThatThrownBy(this::read)
        .isInstanceOf(ArchiveException.class)
        .hasMessageMatching("archive.url: s3://" + bucket + "/some/path/.*: refused at .* with 403 "
            + "\\w+ \\(expected: credentials in the environment, .*")
        .hasMessageNotContaining("not-the-secret");
    URI nobody = URI.create("http://127.0.0.1:1");
    assertThatThrownBy(() -> S3Archive.read(
            S3Settings.of("s3://b", Optional.of(nobody), Optional.empty(), true), folder))
        .hasMessageStartingWith("archive.url: s3://b/_manifest/: not reached at http://127.0.0.1:1")
        .hasMessageContaining("(expected: a server, a region and credentials");
  }
}
