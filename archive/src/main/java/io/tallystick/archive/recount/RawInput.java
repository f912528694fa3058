package io.tallystick.archive.recount;

import io.tallystick.archive.duck.DuckDb;
import io.tallystick.archive.parquet.ArchiveFile;
import io.tallystick.archive.parquet.EventFileWriter;
import io.tallystick.archive.parquet.ParquetArchive;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.recount.RawEvents;
import io.tallystick.core.recount.RecountReport.Coverage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All raw events up to what was committed, as Parquet files: those of the archive, and those that
 * only the log has, written for the occasion.
 */
final class RawInput {

  private final long arrivalMinMillis;
  private final List<Path> files = new ArrayList<>();
  private final List<Coverage> coverage = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * @param arrivalMinMillis nothing that arrived before this is asked for: files that end before it
   *     need not be whole, only there
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

  /** What is wrong with the archive. */
  List<String> problems() {
    return problems;
  }

  /**
   * Collects the files of the archive. Those that are damaged are told and left out, and so is what
   * was before them: a stretch with holes cannot be compared.
   *
   * @return for each partition the offset from which the log has to fill in
   */
  long[] readArchive(
      @Nullable ParquetArchive archive, List<CommittedData.Partition> partitions, RawEvents log) {
    long[] ends = new long[partitions.size()];
    for (CommittedData.Partition partition : partitions) {
      int number = partition.partition();
      List<ArchiveFile> whole = archive == null ? List.of() : whole(archive, number, partition);
      long begin = whole.isEmpty() ? 0 : whole.get(0).begin();
      long end = whole.isEmpty() ? 0 : whole.get(whole.size() - 1).end();
      long logBegin = Math.min(log.begin(number), partition.endOffset());
      if (end < logBegin) {
        if (!whole.isEmpty()) {
          problems.add("partition " + number + ": events " + end + ".." + logBegin
              + " are neither archived nor in the log");
        }
        whole = List.of();
        begin = logBegin;
        end = logBegin;
      }
      for (ArchiveFile file : whole) {
        files.add(Objects.requireNonNull(archive).path(file));
      }
      coverage.add(new Coverage(number, begin, partition.endOffset()));
      ends[number] = end;
    }
    return ends;
  }

  /** The last files of a partition that follow each other without a hole and are undamaged. */
  private List<ArchiveFile> whole(
      ParquetArchive archive, int number, CommittedData.Partition partition) {
    List<ArchiveFile> whole = new ArrayList<>();
    long end = -1;
    for (ArchiveFile file : archive.files()) {
      if (file.partition() != number || file.begin() >= partition.endOffset()) {
        continue;
      }
      String problem = archive.problem(file, file.arrivalLastMillis() >= arrivalMinMillis);
      if (end >= 0 && file.begin() != end) {
        problems.add("partition " + number + ": events " + end + ".." + file.begin()
            + " are in no file of the archive");
        whole.clear();
      }
      end = file.end();
      if (problem == null) {
        whole.add(file);
      } else {
        problems.add(problem);
        whole.clear();
      }
    }
    return whole;
  }

  /** Writes what only the log has into {@code folder}. */
  void export(
      RawEvents log,
      List<CommittedData.Partition> partitions,
      long[] begins,
      Path folder,
      EventFileWriter writer,
      LongConsumer progress) {
    for (CommittedData.Partition partition : partitions) {
      int number = partition.partition();
      long[] written = {begins[number]};
      log.read(number, begins[number], partition.endOffset(), (entry, fates) -> {
        writer.add(number, entry, fates);
        if (writer.isFull()) {
          written[0] = write(writer, folder, number, written[0]);
          progress.accept(written[0] - begins[number]);
        }
        return true;
      });
      if (writer.rows() > 0) {
        written[0] = write(writer, folder, number, written[0]);
      }
      if (written[0] != partition.endOffset()) {
        throw new IllegalStateException("log: partition " + number + " gave events up to "
            + written[0] + " (expected: up to " + partition.endOffset() + ")");
      }
      progress.accept(written[0] - begins[number]);
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
