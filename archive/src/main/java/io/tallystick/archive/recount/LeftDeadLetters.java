package io.tallystick.archive.recount;

import io.tallystick.archive.duck.DuckDb;
import io.tallystick.archive.parquet.ArchivedEvents;
import io.tallystick.core.archive.ArchiveFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The dead letters of the files that a recount of a range leaves where they are. */
final class LeftDeadLetters {

  /*
   * A dead letter makes every later copy of its event a duplicate, however much later. So all files
   * have to be looked through for them, also when the rest of what is in them does not matter. They
   * are fetched some at a time, and only the dead letters are kept.
   */

  private static final int FILES = 64;
  private static final long BYTES = 256L << 20;

  private LeftDeadLetters() {}

  /** Adds them to the input, as one file. */
  static void read(
      ArchivedEvents archive, RawInput input, RecountSettings settings, RecountProgress progress) {
    List<ArchiveFile> left = input.left();
    if (left.isEmpty()) {
      return;
    }
    Path file = settings.folder().resolve("dead-letters.parquet");
    boolean found = false;
    try (DuckDb duckDb = DuckDb.open(settings.duck())) {
      for (int at = 0; at < left.size(); ) {
        List<ArchiveFile> some = some(left, at);
        at += some.size();
        progress.at("reading dead letters of the archive", 0.2 + 0.2 * at / left.size());
        archive.fetch(some, done -> {});
        List<Path> whole = new ArrayList<>();
        for (ArchiveFile each : some) {
          String problem = archive.problem(each, true);
          if (problem == null) {
            whole.add(archive.path(each));
          } else {
            input.addProblem(problem);
          }
        }
        if (!whole.isEmpty()) {
          duckDb.execute((found ? "INSERT INTO dead " : "CREATE TABLE dead AS ") + select(whole));
          found = true;
        }
        some.forEach(archive::release);
      }
      if (found) {
        duckDb.execute("COPY dead TO " + DuckDb.quoted(file) + " (FORMAT parquet)");
        input.add(file);
      }
    }
  }

  private static List<ArchiveFile> some(List<ArchiveFile> left, int begin) {
    int end = begin;
    long bytes = 0;
    while (end < left.size()
        && end - begin < FILES
        && (end == begin || bytes + left.get(end).bytes() <= BYTES)) {
      bytes += left.get(end).bytes();
      end++;
    }
    return left.subList(begin, end);
  }

  private static String select(List<Path> files) {
    return files.stream()
        .map(DuckDb::quoted)
        .collect(Collectors.joining(
            ", ",
            "SELECT * FROM read_parquet([",
            "], hive_partitioning = false) WHERE fate = 'deadLettered'"));
  }
}
