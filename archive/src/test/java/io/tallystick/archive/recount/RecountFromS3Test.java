package io.tallystick.archive.recount;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.archive.duck.DuckSettings;
import io.tallystick.archive.parquet.ArchivedEvents;
import io.tallystick.archive.parquet.ClusterArchive;
import io.tallystick.archive.parquet.EventFileWriter;
import io.tallystick.archive.s3.S3Archive;
import io.tallystick.archive.s3.S3Settings;
import io.tallystick.cluster.S3Server;
import io.tallystick.cluster.SharedComponents;
import io.tallystick.core.archive.ArchiveFile;
import io.tallystick.core.deadletter.EventRule;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.recount.RecountReport.Coverage;
import io.tallystick.core.recount.RecountRequest;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a recount that has to fetch its files finds what one finds that has them in a folder, also
 * when it leaves most of them where they are, and never calls right what it could not read.
 *
 * <p>Method: core's processor counts two days of events, with copies of dead letters that come much
 * later. The log forgets nearly all of them. A real S3 server keeps its objects as files, so the
 * same archive is read in both ways.
 */
final class RecountFromS3Test {

  private static final long ARRIVAL = 1_795_341_600_000L;
  private static final int MINUTE = (int) (ARRIVAL / 60_000);
  private static final int HOURS = 40;
  private static final int FILE_ENTRIES = 5;
  private static final RecountRequest LATE =
      new RecountRequest(MINUTE + (HOURS - 6) * 60, null, null, false);

  private final String bucket = "recount-" + UUID.randomUUID();
  private final Path objects = SharedComponents.s3().bucket(bucket);
  private final SimulatedNode node = new SimulatedNode(
      2,
      List.of(Dimension.SUBJECT),
      List.of(new EventRule("watch", List.of("country"), null, null)));

  @TempDir
  Path folder;

  @BeforeAll
  static void logIn() {
    System.setProperty("aws.accessKeyId", S3Server.ACCESS_KEY);
    System.setProperty("aws.secretAccessKey", S3Server.SECRET_KEY);
  }

  @AfterAll
  static void logOut() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @BeforeEach
  void countAndArchive() throws IOException {
    Random random = new Random(1);
    for (int hour = 0; hour < HOURS; hour++) {
      long arrival = ARRIVAL + hour * 3_600_000L;
      List<EventDraft> events = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        events.add(event(random.nextInt(10_000), "view", arrival - random.nextInt(5_000_000)));
      }
      // dead letters, the same again and again
      events.add(event(hour % 7, "watch", arrival));
      node.send(hour % 2, arrival, events);
    }
    node.commit();
    for (int partition = 0; partition < 2; partition++) {
      archive(partition);
      node.trim(partition, HOURS / 2 - 1);
    }
  }

  private static EventDraft event(int id, String type, long time) {
    EventDraft draft = new EventDraft();
    draft.source().set("web");
    draft.id().set(type + " " + id);
    draft.type().set(type);
    draft.subject().set("subject " + id % 3);
    draft.timeMillis(time);
    draft.value(id, 1);
    return draft;
  }

  /** Writes all events of a partition but those of its last entry. */
  private void archive(int partition) throws IOException {
    long[] arrivals = {Long.MAX_VALUE, 0};
    long[] range = new long[2];
    int[] entries = new int[1];
    List<ArchiveFile> files = new ArrayList<>();
    try (EventFileWriter writer = new EventFileWriter(duck())) {
      node.read(partition, 0, node.end(partition), (entry, fates) -> {
        writer.add(partition, entry, fates);
        arrivals[0] = Math.min(arrivals[0], entry.arrivalMillis());
        arrivals[1] = entry.arrivalMillis();
        range[1] = entry.offset() + entry.count();
        entries[0]++;
        if (entries[0] % FILE_ENTRIES == 0 || entries[0] == HOURS / 2 - 1) {
          files.add(file(writer, partition, range, arrivals));
          arrivals[0] = Long.MAX_VALUE;
          range[0] = range[1];
        }
        return entries[0] < HOURS / 2 - 1;
      });
    }
    for (ArchiveFile file : files) {
      Path line = Files.createDirectories(objects.resolve(ArchiveFile.LINES));
      Files.writeString(line.resolve(file.name() + ArchiveFile.LINE_ENDING), file.line() + "\n");
    }
  }

  private ArchiveFile file(EventFileWriter writer, int partition, long[] range, long[] arrivals) {
    Path written = folder.resolve("written.parquet");
    writer.write(written);
    try {
      ArchiveFile file = new ArchiveFile(
          partition,
          range[0],
          range[1],
          ArchiveFile.day(arrivals[0]),
          arrivals[0],
          arrivals[1],
          Files.size(written),
          ArchivedEvents.checksum(written));
      Path object = objects.resolve(file.path());
      Files.createDirectories(object.resolveSibling(""));
      Files.move(written, object);
      return file;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private DuckSettings duck() {
    return new DuckSettings(256L << 20, 2, folder.resolve("recount").resolve("tmp"));
  }

  private S3Archive fromS3() {
    return S3Archive.read(
        S3Settings.of(
            "s3://" + bucket, Optional.of(SharedComponents.s3().address()), Optional.empty(), true),
        folder.resolve("recount").resolve("archive"));
  }

  private RecountFindings recount(ArchivedEvents archive, RecountRequest request) {
    Path work = folder.resolve("recount");
    RecountSettings settings =
        new RecountSettings(duck(), work, SimulatedNode.WINDOW.windowMillis(), 300_000);
    try (archive) {
      RecountFindings findings =
          new SqlRecount(settings, archive, node, request, 1, (step, share) -> {}).run();
      assertThat(Files.exists(work)).isFalse();
      return findings;
    }
  }

  /** Recounts in both ways, which must say the same; returns what is said. */
  private RecountFindings recount(RecountRequest request) {
    RecountFindings folderSays = recount(ClusterArchive.read(objects), request);
    RecountFindings found = recount(fromS3(), request);
    assertThat(found.events).isEqualTo(folderSays.events);
    assertThat(found.cells).isEqualTo(folderSays.cells);
    assertThat(found.coverage).isEqualTo(folderSays.coverage);
    assertThat(found.listed).isEqualTo(folderSays.listed);
    assertThat(found.causes).isEqualTo(folderSays.causes);
    assertThat(found.fates).isEqualTo(folderSays.fates);
    assertThat(found.notes).isEqualTo(folderSays.notes);
    return found;
  }

  @Test
  void findsWhatAFolderFinds() {
    for (RecountRequest request :
        List.of(RecountRequest.ALL, LATE, new RecountRequest(null, MINUTE + 600, "view", false))) {
      RecountFindings found = recount(request);
      assertThat(found.listed).as("%s", request).isEmpty();
      assertThat(found.fates).as("%s", request).isEmpty();
      assertThat(found.archive).as("%s", request).isEmpty();
      assertThat(found.cells).as("%s", request).isGreaterThan(50);
      assertThat(found.coverage).allMatch(Coverage::isComplete);
    }
  }

  @Test
  void findsDamagedRows() {
    node.rows.keySet().removeIf(key -> key[0] == Level.HOUR.number());
    assertThat(recount(LATE).rows).isPositive();
    assertThat(recount(RecountRequest.ALL).rows).isGreaterThan(10);
  }

  @Test
  void leavesWhatItDoesNotNeed() {
    RawInput input = new RawInput(ARRIVAL + (HOURS - 6) * 3_600_000L - 900_000);
    try (S3Archive archive = fromS3()) {
      var partitions = node.open().partitions();
      input.fetch(archive, partitions, share -> assertThat(share).isEqualTo(1.0));
      assertThat(input.readArchive(archive, partitions, node)).isEqualTo(2 * 21);
      assertThat(input.files()).hasSize(2).allMatch(Files::exists);
      assertThat(input.left()).hasSize(6).noneMatch(file -> Files.exists(archive.path(file)));
      assertThat(input.coverage()).allMatch(Coverage::isComplete);
    }
  }

  @Test
  void tellsWhatItCannotRead() throws Exception {
    List<ArchiveFile> files;
    try (ClusterArchive archive = ClusterArchive.read(objects)) {
      files = archive.files();
    }
    // of partition 0: one that is read for its dead letters alone, and one that is read whole
    Path old = objects.resolve(files.get(0).path());
    byte[] bytes = Files.readAllBytes(old);
    byte[] damaged = bytes.clone();
    damaged[bytes.length / 2] ^= 1;
    Files.write(old, damaged);
    assertThat(recount(fromS3(), LATE).archive)
        .singleElement()
        .asString()
        .startsWith("s3://" + bucket + "/" + files.get(0).path() + ": damaged");
    Files.write(old, bytes);
    assertThat(recount(LATE).archive).isEmpty();
    Files.delete(objects.resolve(files.get(3).path()));
    for (RecountRequest request : List.of(RecountRequest.ALL, LATE)) {
      RecountFindings found = recount(request);
      assertThat(found.archive)
          .as("%s", request)
          .hasSize(2)
          .anyMatch(problem -> problem.contains(": missing (expected: "))
          .anyMatch(problem -> problem.contains("are neither archived nor in the log"));
      assertThat(found.listed).as("%s", request).isEmpty();
      assertThat(found.coverage.get(0).beginOffset()).isEqualTo(files.get(3).end());
      assertThat(found.notes).anyMatch(note -> note.contains("are kept nowhere"));
    }
  }
}
