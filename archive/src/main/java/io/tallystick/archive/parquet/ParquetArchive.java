package io.tallystick.archive.parquet;

import io.tallystick.core.archive.ArchiveFile;
import io.tallystick.core.process.CommitStep;
import io.tallystick.core.process.StepListener;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of raw events as Parquet files, partitioned by the day of their arrival. Files never
 * change, and each event is in at most one of them. Thread-safe; one thread at a time adds files.
 */
public final class ParquetArchive implements ArchivedEvents {

  /*
   * A file is written under another name, synced, renamed, and its folder synced; then it gets a
   * line in the manifest, and from that moment it is part of the archive. Only after that is the log
   * trimmed. A crash before the line leaves a file that nobody has counted on: the next start
   * deletes it and its events are written again, from the log. A crash after the line leaves events
   * both here and in the log, and everybody takes them from here.
   *
   * Adopting such a file instead of deleting it would save a second of work once in the life of a
   * node, and need a second way to find out what a file holds.
   */

  private static final String UNFINISHED = ".unfinished";
  private static final Pattern FILE = Pattern.compile(
      "arrival_day=[0-9-]{10}/partition-([0-9]{3,5})-([0-9]{19})-[0-9]{19}\\.parquet");

  private final ArchiveFolder home;
  private final Path folder;
  private final StepListener steps;
  private Manifest manifest;
  private final Map<Integer, Long> ends = new HashMap<>();

  /** Writing has failed, so nobody knows whether the last line of the manifest is on disk. */
  private boolean inDoubt;

  private ParquetArchive(ArchiveFolder home, StepListener steps) throws IOException {
    this.home = home;
    folder = home.path();
    this.steps = steps;
    home.claim();
    manifest = read();
  }

  private Manifest read() throws IOException {
    manifest = new Manifest(folder);
    manifest.files().forEach(file -> ends.merge(file.partition(), file.end(), Math::max));
    removeLeftovers();
    return manifest;
  }

  /** Finds out what is on disk, after writing has failed. */
  synchronized void settle() {
    try {
      if (inDoubt) {
        read();
        inDoubt = false;
      }
    } catch (IOException e) {
      throw new ArchiveException("archive: " + folder + " cannot be read (" + e + ")", e);
    }
  }

  /**
   * Opens the archive in {@code folder} or begins one, and removes what a crash has left.
   *
   * @param steps hears of each step of adding a file
   * @throws ArchiveException when the folder cannot be used, or is that of another node
   */
  public static ParquetArchive open(ArchiveFolder folder, StepListener steps) {
    try {
      return new ParquetArchive(folder, steps);
    } catch (IOException e) {
      throw new ArchiveException(
          "archive: " + folder.path() + " cannot be used (" + e
              + "); the log keeps its events until it" + " can",
          e);
    }
  }

  private void removeLeftovers() throws IOException {
    Set<String> known = new HashSet<>();
    manifest.files().forEach(file -> known.add(file.path()));
    for (Path path : paths()) {
      String name = name(path);
      if (name.endsWith(UNFINISHED) || !known.contains(name) && isAfterEnd(name)) {
        Files.delete(path);
      }
    }
  }

  /** Whether a file holds nothing that the manifest speaks of. */
  private boolean isAfterEnd(String name) {
    Matcher matcher = FILE.matcher(name);
    return matcher.matches()
        && Long.parseLong(matcher.group(2)) >= end(Integer.parseInt(matcher.group(1)));
  }

  private List<Path> paths() throws IOException {
    try (Stream<Path> paths = Files.walk(folder, 2)) {
      return paths
          .filter(path -> name(path).startsWith("arrival_day=") && Files.isRegularFile(path))
          .toList();
    }
  }

  private String name(Path path) {
    return folder.relativize(path).toString().replace('\\', '/');
  }

  @Override
  public Path folder() {
    return folder;
  }

  /** In the order in which they were written. */
  @Override
  public synchronized List<ArchiveFile> files() {
    return List.copyOf(manifest.files());
  }

  /** Offset after the last event of a partition that is archived; 0 when none is. */
  public synchronized long end(int partition) {
    return ends.getOrDefault(partition, 0L);
  }

  /**
   * Writes what {@code writer} holds as the next file of a partition. When it returns the events are
   * archived, durably; when it throws they are not.
   */
  synchronized ArchiveFile add(
      EventFileWriter writer, int partition, long begin, long arrivalFirst, long arrivalLast) {
    if (begin < end(partition)) {
      throw new IllegalArgumentException("begin: " + begin + " of partition " + partition
          + " (expected: >= " + end(partition) + ", what is before is archived)");
    }
    ArchiveFile named = new ArchiveFile(
        partition,
        begin,
        begin + writer.rows(),
        ArchiveFile.day(arrivalFirst),
        arrivalFirst,
        arrivalLast,
        1,
        0);
    Path path = folder.resolve(named.path());
    Path unfinished = path.resolveSibling(path.getFileName() + UNFINISHED);
    try {
      home.check();
      Path day = Objects.requireNonNull(unfinished.toAbsolutePath().getParent());
      Files.createDirectories(day);
      writer.write(unfinished);
      ArchiveFile file = new ArchiveFile(
          partition,
          named.begin(),
          named.end(),
          named.day(),
          arrivalFirst,
          arrivalLast,
          Files.size(unfinished),
          ArchivedEvents.checksum(unfinished));
      steps.reached(CommitStep.ARCHIVE_FILE_WRITTEN);
      move(unfinished, path);
      sync(day);
      sync(folder);
      steps.reached(CommitStep.ARCHIVE_FILE_RENAMED);
      manifest.add(file);
      steps.reached(CommitStep.ARCHIVE_FILE_RECORDED);
      ends.put(partition, file.end());
      return file;
    } catch (IOException | RuntimeException e) {
      inDoubt = true;
      throw new ArchiveException(
          "archive: events from offset " + begin + " of partition " + partition
              + " could not be written to " + folder + " (" + e.getMessage()
              + "); the log keeps them, trying again later",
          e);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("its file system cannot rename atomically", e);
    }
  }

  static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
