package io.tallystick.flink.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.cluster.ComponentJars;
import io.tallystick.cluster.SharedComponents;
import io.tallystick.core.archive.ArchiveFile;
import io.tallystick.core.archive.ArchiveMarkerLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: an archive is the same in a folder and in a bucket: it is of whoever claimed it, has a file
 * when it has its line, and never a part of a file.
 *
 * <p>Method: a real S3 server keeps its objects as files, so both are looked at in the same way;
 * Flink's own plugins write them.
 */
@ParameterizedClass
@MethodSource("places")
final class ArchiveStoreTest {

  private static final String OWNER = "00112233445566778899aabbccddeeff";
  private static final String OTHER = "ffeeddccbbaa99887766554433221100";
  private static final ArchiveFile FILE =
      new ArchiveFile(3, 10, 20, ArchiveFile.day(0), 0, 1_000, 5, 7);

  private final Where where;

  @TempDir
  Path folder;

  ArchiveStoreTest(Where where) {
    this.where = where;
  }

  enum Where {
    FOLDER("native"),
    S3_NATIVE("native"),
    S3_HADOOP("hadoop");

    private final String plugins;

    Where(String plugins) {
      this.plugins = plugins;
    }
  }

  private record Place(String url, Path files) {

    ArchiveStore store(String owner) {
      return new ArchiveStore(url, owner);
    }

    ArchiveStore claimed() throws IOException {
      ArchiveStore store = store(OWNER);
      store.claim();
      return store;
    }

    Path path(String name) {
      return files.resolve(name);
    }

    List<String> names() throws IOException {
      try (Stream<Path> all = Files.walk(files)) {
        return all.filter(Files::isRegularFile)
            .map(path -> files.relativize(path).toString())
            .sorted()
            .toList();
      }
    }
  }

  /** All that work on the Java of this process; what does not is in {@link HadoopPluginTest}. */
  static Stream<Where> places() {
    return Stream.of(Where.values())
        .filter(where -> where != Where.S3_HADOOP || HadoopPluginTest.isForThisJava());
  }

  /** Has Flink use these plugins, as if it had started with nothing else in its folder. */
  @BeforeParameterizedClassInvocation
  static void load(Where where) throws IOException {
    // of the library that flink-s3-fs-hadoop uses
    System.setProperty("aws.java.v1.disableDeprecationAnnouncement", "true");
    Path root = ComponentJars.folder("flink-s3").resolve(where.plugins);
    FileSystem.initialize(
        Configuration.fromMap(SharedComponents.s3().flinkSettings()),
        new DefaultPluginManager(
            new DirectoryBasedPluginFinder(root).findPlugins(),
            CoreOptions.getPluginParentFirstLoaderPatterns(new Configuration())));
  }

  @AfterAll
  static void forgetThePlugin() {
    FileSystem.initialize(new Configuration(), null);
  }

  private Place place() {
    if (where == Where.FOLDER) {
      return new Place(folder.resolve("events").toUri().toString(), folder.resolve("events"));
    }
    String bucket = "store-" + UUID.randomUUID();
    return new Place(
        "s3://" + bucket + "/events", SharedComponents.s3().bucket(bucket).resolve("events"));
  }

  private static ArchiveStore.Contents text(String text) {
    return target -> target.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void isOfWhoeverClaimedIt() throws Exception {
    Place place = place();
    place.claimed();
    assertThat(place.names()).containsExactly(ArchiveMarkerLayout.NAME);
    place.claimed();
    assertThatThrownBy(() -> place.store(OTHER).claim())
        .isInstanceOf(ArchiveRefusedException.class)
        .hasMessageStartingWith("archive.url: ")
        .hasMessageContaining("the archive of " + OWNER + " (expected: " + OTHER);
    assertThat(place.names()).containsExactly(ArchiveMarkerLayout.NAME);
    place.store(OWNER).check();
  }

  @Test
  void stopsBeforeALineWhenItWasTakenMeanwhile() throws Exception {
    Place place = place();
    ArchiveStore store = place.claimed();
    Files.write(place.path(ArchiveMarkerLayout.NAME), ArchiveMarkerLayout.encode(OTHER));
    assertThatThrownBy(() -> store.add(FILE)).isInstanceOf(ArchiveRefusedException.class);
    Files.write(place.path(ArchiveMarkerLayout.NAME), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> store.add(FILE)).hasMessageContaining("damaged");
    Files.delete(place.path(ArchiveMarkerLayout.NAME));
    assertThatThrownBy(() -> store.add(FILE)).hasMessageContaining("missing (expected: a file");
    assertThat(place.names()).isEmpty();
  }

  @Test
  void doesNotAdoptFilesThatNobodyClaims() throws Exception {
    Place place = place();
    place.claimed().add(FILE);
    Files.delete(place.path(ArchiveMarkerLayout.NAME));
    assertThatThrownBy(place::claimed).hasMessageContaining("because there are files of events");
    assertThat(place.names()).containsExactly(FILE.linePath());
  }

  @Test
  void hasAFileWhenItHasItsLineAndTheSameWhenItIsWrittenAgain() throws Exception {
    Place place = place();
    for (int i = 0; i < 2; i++) {
      ArchiveStore store = place.claimed();
      store.write(FILE, text("bytes"));
      assertThat(store.has(FILE)).isEqualTo(i == 1);
      store.add(FILE);
      assertThat(store.has(FILE)).isTrue();
      assertThat(place.names())
          .containsExactly(FILE.linePath(), FILE.path(), ArchiveMarkerLayout.NAME);
      assertThat(place.path(FILE.path())).hasContent("bytes");
      assertThat(place.path(FILE.linePath())).hasContent(FILE.line() + "\n");
    }
  }

  @Test
  void keepsWhatWasThereWhenWritingFails() throws Exception {
    Place place = place();
    ArchiveStore store = place.claimed();
    ArchiveStore.Contents failing = target -> {
      // more than what S3 is sent in one part
      target.write(new byte[6 << 20]);
      target.write(1);
      throw new IOException("planned");
    };
    assertThatThrownBy(() -> store.write(FILE, failing)).hasMessageContaining("planned");
    assertThat(place.path(FILE.path())).doesNotExist();
    store.write(FILE, text("bytes"));
    assertThatThrownBy(() -> store.write(FILE, failing)).hasMessageContaining("planned");
    assertThat(place.path(FILE.path())).hasContent("bytes");
    store.write(FILE, text("other bytes"));
    assertThat(place.path(FILE.path())).hasContent("other bytes");
    assertThat(place.names()).containsExactly(FILE.path(), ArchiveMarkerLayout.NAME);
  }

  @Test
  void writesFilesOfSeveralParts() throws Exception {
    Place place = place();
    byte[] bytes = new byte[13 << 20];
    new Random(7).nextBytes(bytes);
    place.claimed().write(FILE, target -> {
      for (int at = 0; at < bytes.length; at += 1 << 16) {
        target.write(bytes, at, 1 << 16);
      }
    });
    assertThat(Files.readAllBytes(place.path(FILE.path()))).isEqualTo(bytes);
  }

  @Test
  void knowsWhatIsThere() throws Exception {
    Place place = place();
    ArchiveStore writing = place.claimed();
    for (int begin : new int[] {1_000, 40, 20, 0, 60, 1_020, 2_000}) {
      writing.add(new ArchiveFile(2, begin, begin + 20, ArchiveFile.day(0), 0, 0, begin + 1, 0));
    }
    ArchiveStore store = place.store(OWNER);
    assertThat(store.overlap(1, 0, 5_000)).isNull();
    assertThat(store.overlap(2, 30, 41)).isEqualTo(new ArchiveStore.Range(0, 80));
    assertThat(store.overlap(2, 79, 200)).isEqualTo(new ArchiveStore.Range(0, 80));
    assertThat(store.overlap(2, 80, 1_000)).isNull();
    assertThat(store.overlap(2, 80, 1_001)).isEqualTo(new ArchiveStore.Range(1_000, 1_040));
    assertThat(store.overlap(2, 2_020, 9_000)).isNull();
  }

  @Test
  void saysWhereItCannotWrite() throws Exception {
    String url;
    if (where == Where.FOLDER) {
      url = Files.writeString(folder.resolve("in-the-way"), "").toUri().toString();
    } else {
      url = "s3://no-such-bucket-" + UUID.randomUUID() + "/events";
    }
    assertThatThrownBy(() -> new ArchiveStore(url, OWNER).claim())
        .isNotInstanceOf(ArchiveRefusedException.class);
  }
}
