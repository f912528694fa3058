package io.tallystick.archive.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.archive.duck.DuckDb;
import io.tallystick.archive.duck.DuckSettings;
import io.tallystick.core.archive.ArchiveMarkerLayout;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchWriter;
import io.tallystick.core.process.StepListener;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.recount.NodeData;
import io.tallystick.core.recount.RawEvents;
import io.tallystick.core.recount.RowRepair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: every event that ages out of the log is in exactly one file, whole and readable by anybody,
 * wherever a crash has hit; and damage is found.
 *
 * <p>Method: a log in memory with a clock that the test moves; files are read back with plain SQL;
 * a crash is what it leaves on disk.
 */
final class ArchiverTest {

  private static final long DAY = 86_400_000;
  private static final long ARRIVAL = 20_000 * DAY + DAY - 3 * 3_600_000L;
  private static final long RETENTION = 3_600_000;

  @TempDir
  private Path folder;

  private final MemoryLog log = new MemoryLog();
  private long now = ARRIVAL;

  @Test
  void archivesWhatHasAgedOutByDayAndHour() {
    // five hours across midnight, an event each minute
    for (int minute = 0; minute < 300; minute++) {
      log.append(ARRIVAL + minute * 60_000L, event("e" + minute, minute));
    }
    now = ARRIVAL + 300 * 60_000L + RETENTION;
    ParquetArchive archive = archived();

    assertThat(archive.files()).hasSize(5);
    assertThat(archive.end(0)).isEqualTo(300);
    assertThat(archive.files())
        .allSatisfy(file -> assertThat(archive.problem(file, true)).isNull());
    assertThat(archive.files().stream().map(file -> file.day().toString()).distinct())
        .containsExactly("2024-10-04", "2024-10-05");
    try (DuckDb duckDb = DuckDb.open(duck())) {
      List<String> rows = new ArrayList<>();
      duckDb.query(
          "SELECT count(*), count(DISTINCT \"offset\"), sum(value), min(arrival_day),"
              + " max(attributes['country']), sum(CASE fate WHEN 'counted' THEN 1 ELSE 0 END)"
              + " FROM read_parquet('" + folder.resolve("archive")
              + "/*/*.parquet', hive_partitioning = true)",
          row -> rows.add(row.getString(1) + " " + row.getString(2) + " " + row.getString(3) + " "
              + row.getString(4) + " " + row.getString(5) + " " + row.getString(6)));
      assertThat(rows).containsExactly("300 300 44.850000000 2024-10-04 DE 300");
    }
  }

  @Test
  void waitsUntilAFileIsWorthIt() {
    log.append(ARRIVAL, event("a", 1));
    now = ARRIVAL + RETENTION + Archiver.FILE_MILLIS - 1;
    assertThat(archived().files()).isEmpty();
    now++;
    assertThat(archived().files()).hasSize(1);
    assertThat(archived().files()).hasSize(1);
  }

  @Test
  void writesAgainWhatACrashHasLeftUnfinished() throws IOException {
    log.append(ARRIVAL, event("a", 1));
    log.append(ARRIVAL + 2 * Archiver.FILE_MILLIS, event("b", 2));
    now = ARRIVAL + 2 * DAY;
    ParquetArchive archive = archived();
    assertThat(archive.files()).hasSize(2);
    Path manifest = archive.folder().resolve(Manifest.NAME);
    List<String> lines = Files.readAllLines(manifest);
    Path second = archive.path(archive.files().get(1));
    byte[] whole = Files.readAllBytes(second);

    // before the rename, in the middle of the last line, and before it
    for (String left : List.of("unfinished", lines.get(2).substring(0, 20), "")) {
      Files.writeString(
          manifest,
          lines.get(0) + "\n" + lines.get(1) + "\n" + (left.equals("unfinished") ? "" : left));
      if (left.equals("unfinished")) {
        Files.move(
            second,
            second.resolveSibling(second.getFileName() + ".unfinished"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      ParquetArchive reopened = ParquetArchive.open(home(), StepListener.NONE);
      assertThat(reopened.files()).as(left).hasSize(1);
      assertThat(files()).as(left).hasSize(2);
      ParquetArchive again = archived();
      assertThat(again.files()).as(left).hasSize(2);
      assertThat(again.end(0)).isEqualTo(2);
      assertThat(files()).hasSize(3);
      assertThat(Files.size(second)).isEqualTo(whole.length);
    }
  }

  @Test
  void findsDamagedAndMissingFiles() throws IOException {
    log.append(ARRIVAL, event("a", 1));
    log.append(ARRIVAL + 2 * Archiver.FILE_MILLIS, event("b", 2));
    now = ARRIVAL + 2 * DAY;
    ParquetArchive archive = archived();
    Path first = archive.path(archive.files().get(0));
    byte[] bytes = Files.readAllBytes(first);
    bytes[bytes.length / 2] ^= 1;
    Files.write(first, bytes);
    Files.delete(archive.path(archive.files().get(1)));

    assertThat(archive.problem(archive.files().get(0), true)).contains("damaged");
    assertThat(archive.problem(archive.files().get(1), true)).contains("missing");
  }

  @Test
  void refusesADamagedManifest() throws IOException {
    log.append(ARRIVAL, event("a", 1));
    now = ARRIVAL + 2 * DAY;
    Path manifest = archived().folder().resolve(Manifest.NAME);
    byte[] bytes = Files.readAllBytes(manifest);
    bytes[bytes.length - 12] ^= 1;
    Files.write(manifest, bytes);

    assertThatThrownBy(() -> ParquetArchive.open(home(), StepListener.NONE))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("damaged");
  }

  @Test
  void writesNothingInTheArchiveOfAnotherNode() throws IOException {
    log.append(ARRIVAL, event("a", 1));
    now = ARRIVAL + 2 * DAY;
    try (Archiver archiver =
        new Archiver(home(), () -> log, duck(), RETENTION, () -> now, StepListener.NONE)) {
      archiver.start(3600);
      Files.write(
          home().path().resolve(ArchiveFolder.MARKER), ArchiveMarkerLayout.encode("f".repeat(32)));
      assertThatThrownBy(archiver::run)
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining("data folder " + "f".repeat(32))
          .hasMessageContaining("the log keeps them");
      assertThat(archiver.archivedEnd(0)).isZero();
      assertThat(files()).hasSize(1);
    }
    try (Archiver second =
        new Archiver(home(), () -> log, duck(), RETENTION, () -> now, StepListener.NONE)) {
      assertThatThrownBy(() -> second.start(3600))
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining("data folder " + "f".repeat(32));
    }
  }

  @Test
  void triesAgainAfterAFailure() throws IOException {
    log.append(ARRIVAL, event("a", 1));
    now = ARRIVAL + 2 * DAY;
    Path archive = Files.createDirectories(folder.resolve("archive"));
    // a file where the folder of the day should be
    Path day = archive.resolve("arrival_day=2024-10-04");
    Files.writeString(day, "", StandardOpenOption.CREATE_NEW);
    try (Archiver archiver =
        new Archiver(home(), () -> log, duck(), RETENTION, () -> now, StepListener.NONE)) {
      assertThatThrownBy(archiver::run)
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining("the log keeps them");
      assertThat(archiver.archivedEnd(0)).isZero();
      Files.delete(day);
      archiver.run();
      assertThat(archiver.archivedEnd(0)).isEqualTo(1);
    }
  }

  private ParquetArchive archived() {
    try (Archiver archiver =
        new Archiver(home(), () -> log, duck(), RETENTION, () -> now, StepListener.NONE)) {
      archiver.run();
      return Objects.requireNonNull(archiver.archive());
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> paths = Files.walk(folder.resolve("archive"))) {
      return paths
          .filter(path -> Files.isRegularFile(path) && !path.endsWith(ArchiveFolder.MARKER))
          .map(Path::toString)
          .toList();
    }
  }

  private ArchiveFolder home() {
    return new ArchiveFolder(folder.resolve("archive"), "0123456789abcdef".repeat(2));
  }

  private DuckSettings duck() {
    return new DuckSettings(128L << 20, 1, folder.resolve("tmp"));
  }

  private static EventDraft event(String id, int value) {
    EventDraft draft = new EventDraft();
    draft.source().set("web");
    draft.id().set(id.getBytes(StandardCharsets.UTF_8), 0, id.length());
    draft.type().set("view");
    draft.subject().set("A");
    draft.timeMillis(ARRIVAL - 5);
    draft.value(value, 3);
    int index = draft.addAttribute();
    draft.attributeName(index).set("country");
    draft.attributeValue(index).set("DE");
    return draft;
  }

  /** One partition; everything is counted at once. */
  private static final class MemoryLog implements RawEvents, NodeData {

    private final Map<Long, EventLog.Entry> entries = new TreeMap<>();
    private long end;

    void append(long arrivalMillis, EventDraft event) {
      LogBatchWriter writer = new LogBatchWriter();
      writer.add(event);
      entries.put(end, new EventLog.Entry(end, 1, arrivalMillis, writer.toByteArray()));
      end++;
    }

    @Override
    public RawEvents events() {
      return this;
    }

    @Override
    public CommittedData.Source committed() {
      throw new AssertionError("archiving reads no rows");
    }

    @Override
    public RowRepair repair() {
      throw new AssertionError("archiving repairs nothing");
    }

    @Override
    public void close() {}

    @Override
    public int partitions() {
      return 1;
    }

    @Override
    public Hold holdLog() {
      return () -> {};
    }

    @Override
    public long begin(int partition) {
      return 0;
    }

    @Override
    public long decidedEnd(int partition) {
      return end;
    }

    @Override
    public long offsetAt(int partition, long arrivalMillis) {
      return entries.values().stream()
          .filter(entry -> entry.arrivalMillis() >= arrivalMillis)
          .mapToLong(EventLog.Entry::offset)
          .findFirst()
          .orElse(end);
    }

    @Override
    public void read(int partition, long begin, long to, EntryVisitor visitor) {
      for (long offset = begin; offset < to; offset++) {
        EventLog.Entry entry = entries.get(offset);
        if (entry == null || !visitor.entry(entry, new byte[1])) {
          return;
        }
      }
    }
  }
}
