package io.tallystick.archive.recount;

import io.tallystick.archive.duck.DuckDb;
import io.tallystick.archive.parquet.ArchivedEvents;
import io.tallystick.archive.parquet.EventFileWriter;
import io.tallystick.core.archive.ArchiveFile;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.recount.RawEvents;
import io.tallystick.core.recount.RecountReport.Coverage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All raw events up to what was committed, as Parquet files: those of the archive, and those that
 * only the log has, written for the occasion.
 */
final class RawInput {

  private final long arrivalMinMillis;
  private final List<Path> files = new ArrayList<>();
  private final List<Stretch> stretches = new ArrayList<>();
  private final List<Coverage> coverage = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final List<ArchiveFile> left = new ArrayList<>();

  /** Events that are read from the log. */
  private record Stretch(int partition, long begin, long end) {}

  /**
   * @param arrivalMinMillis nothing that arrived before this is asked for: files that end before it
   *     need not be whole, only there, and are not fetched from far away
   */
  RawInput(long arrivalMinMillis) {
    this.arrivalMinMillis = arrivalMinMillis;
  }

  /** The files to read. */
  List<Path> files() {
    return files;
  }

  /** Which events they hold, one a partition. */
  List<Coverage> coverage() {
    return coverage;
  }

  /** Files that belong to it and were left where they are. */
  List<ArchiveFile> left() {
    return left;
  }

  /** Takes one more file. */
  void add(Path file) {
    files.add(file);
  }

  /** Adds what is wrong with the archive. */
  void addProblem(String problem) {
    problems.add(problem);
  }

  /** What is wrong with the archive. */
  List<String> problems() {
    return problems;
  }

  /**
   * Fetches the files that will be read, when the archive is far away.
   *
   * @param progress hears how much of them is there
   */
  void fetch(
      ArchivedEvents archive, List<CommittedData.Partition> partitions, DoubleConsumer progress) {
    Map<Integer, Long> ends = new HashMap<>();
    partitions.forEach(partition -> ends.put(partition.partition(), partition.endOffset()));
    List<ArchiveFile> needed = archive.files().stream()
        .filter(file -> isNeeded(file) && file.end() <= ends.getOrDefault(file.partition(), 0L))
        .toList();
    archive.fetch(needed, done -> progress.accept((double) done / needed.size()));
  }

  private boolean isNeeded(ArchiveFile file) {
    return file.arrivalLastMillis() >= arrivalMinMillis;
  }

  /**
   * Collects the files of the archive, and finds what only the log can give: what is not in a file
   * or in one that is damaged. From the end back to the first hole that neither fills: a stretch
   * with holes cannot be compared.
   *
   * @return how many events the log has to give
   */
  long readArchive(
      @Nullable ArchivedEvents archive, List<CommittedData.Partition> partitions, RawEvents log) {
    long fromLog = 0;
    for (CommittedData.Partition partition : partitions) {
      int number = partition.partition();
      long logBegin = Math.min(log.begin(number), partition.endOffset());
      List<ArchiveFile> whole = archive == null ? List.of() : whole(archive, partition);
      long end = partition.endOffset();
      for (int i = whole.size() - 1; i >= 0 && end > 0; i--) {
        ArchiveFile file = whole.get(i);
        if (file.end() < Math.min(end, logBegin)) {
          problems.add("partition " + number + ": events " + file.end() + ".."
              + Math.min(end, logBegin) + " are neither archived nor in the log");
          break;
        }
        addStretch(number, file.end(), end);
        if (isNeeded(file) || !Objects.requireNonNull(archive).isRemote()) {
          files.add(Objects.requireNonNull(archive).path(file));
        } else {
          left.add(file);
        }
        end = file.begin();
      }
      if (end > logBegin) {
        addStretch(number, logBegin, end);
        end = logBegin;
      }
      coverage.add(new Coverage(number, end, partition.endOffset()));
    }
    for (Stretch stretch : stretches) {
      fromLog += stretch.end - stretch.begin;
    }
    return fromLog;
  }

  private void addStretch(int partition, long begin, long end) {
    if (begin < end) {
      stretches.add(new Stretch(partition, begin, end));
    }
  }

  /** The undamaged files of a partition, each beginning where the one before ends or later. */
  private List<ArchiveFile> whole(ArchivedEvents archive, CommittedData.Partition partition) {
    List<ArchiveFile> whole = new ArrayList<>();
    long end = 0;
    for (ArchiveFile file : archive.files()) {
      // a file may be newer than what is compared; the log still has its events
      if (file.partition() != partition.partition() || file.end() > partition.endOffset()) {
        continue;
      }
      String problem = archive.problem(file, isNeeded(file));
      if (problem == null && file.begin() < end) {
        problem = archive.name(file) + ": begins at event " + file.begin() + " (expected: at " + end
            + " or later, another file has what is before)";
      }
      if (problem == null) {
        whole.add(file);
        end = file.end();
      } else {
        problems.add(problem);
      }
    }
    return whole;
  }

  /** Writes what only the log has into {@code folder}. */
  void export(RawEvents log, Path folder, EventFileWriter writer, LongConsumer progress) {
    for (Stretch stretch : stretches) {
      int number = stretch.partition;
      long[] written = {stretch.begin};
      log.read(number, stretch.begin, stretch.end, (entry, fates) -> {
        writer.add(number, entry, fates);
        if (writer.isFull()) {
          written[0] = write(writer, folder, number, written[0]);
          progress.accept(written[0] - stretch.begin);
        }
        return true;
      });
      if (writer.rows() > 0) {
        written[0] = write(writer, folder, number, written[0]);
      }
      if (written[0] != stretch.end) {
        throw new IllegalStateException("log: partition " + number + " gave events up to "
            + written[0] + " (expected: up to " + stretch.end + ")");
      }
      progress.accept(written[0] - stretch.begin);
    }
  }

  private long write(EventFileWriter writer, Path folder, int partition, long begin) {
    long end = begin + writer.rows();
    Path file = folder.resolve(
        String.format(Locale.ROOT, "export-%03d-%019d-%019d.parquet", partition, begin, end));
    writer.write(file);
    files.add(file);
    return end;
  }

  /** SQL that makes the view {@code raw} of all events. */
  String view() {
    if (files.isEmpty()) {
      return """
          CREATE VIEW raw AS SELECT 0 AS p, 0::BIGINT AS o, make_timestamp(0::BIGINT) AS arrival,
            0::BIGINT AS a, '' AS source, '' AS id, '' AS type, '' AS subject,
              make_timestamp(0::BIGINT) AS time, 0::DECIMAL(38,9) AS value,
            map([]::VARCHAR[], []::VARCHAR[]) AS attributes, '' AS fate, 0::BIGINT AS replay_of
          WHERE false""";
    }
    List<String> quoted = files.stream().map(DuckDb::quoted).toList();
    return "CREATE VIEW raw AS SELECT \"partition\" AS p, \"offset\" AS o, arrival, epoch_ms(arrival) AS a,"
        + " source, id, type, subject, time, value, attributes, fate, replay_of FROM read_parquet(["
        + String.join(", ", quoted) + "], hive_partitioning = false)";
  }
}
