package io.tallystick.embedded.dedup;

import io.tallystick.core.dedup.CorruptRunException;
import io.tallystick.core.dedup.RunStore;
import io.tallystick.core.process.CommitStep;
import io.tallystick.embedded.rocks.StoreException;
import io.tallystick.embedded.step.Steps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/** Runs as memory-mapped files of one directory, which belongs to one partition. */
public final class FileRunStore implements RunStore {

  /*
   * A run is written to run-NUMBER.ids.tmp, synced, renamed to run-NUMBER.ids, and the directory is
   * synced: what has the final name is complete. Files are mapped, so a lookup is a memory access
   * and the operating system decides what stays in memory; that memory is not on the heap and is
   * given up under pressure.
   *
   * Java unmaps a file only when its buffer is collected, and until then its space would not be
   * free. Hence a file is cut to length 0 before it is deleted. Reading the buffer of a deleted run
   * then is an InternalError.
   */

  private static final String PREFIX = "run-";
  private static final String SUFFIX = ".ids";
  private static final String UNFINISHED_SUFFIX = ".ids.tmp";

  /** So much is written before it is synced, to spread the work of a long merge. */
  private static final long UNSYNCED_BYTES_MAX = 8 << 20;

  private final Path directory;

  /**
   * @param directory is created when it is missing; nothing else may be kept in it
   */
  public FileRunStore(Path directory) {
    this.directory = directory.toAbsolutePath();
    try {
      createDirectory(this.directory);
    } catch (IOException e) {
      throw StoreException.opening(this.directory, e);
    }
  }

  @Override
  public Output create(long run) {
    if (Files.exists(path(run))) {
      throw new IllegalStateException("run: " + path(run) + " (expected: not to exist yet)");
    }
    return new FileOutput(run);
  }

  @Override
  public ByteBuffer open(long run) {
    try (FileChannel file = FileChannel.open(path(run), StandardOpenOption.READ)) {
      if (file.size() > Integer.MAX_VALUE) {
        throw new CorruptRunException(
            describe(run), "length: " + file.size() + " (expected: < 2 GiB)");
      }
      return file.map(FileChannel.MapMode.READ_ONLY, 0, file.size()).order(ByteOrder.LITTLE_ENDIAN);
    } catch (NoSuchFileException e) {
      throw new CorruptRunException(describe(run), "missing (expected: a file)");
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void delete(long run) {
    try {
      delete(path(run));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static void delete(Path path) throws IOException {
    FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
        .close();
    Steps.LISTENER.reached(CommitStep.IDENTITIES_RUN_EMPTIED);
    Files.delete(path);
    Steps.LISTENER.reached(CommitStep.IDENTITIES_RUN_REMOVED);
  }

  @Override
  public void retainOnly(Set<Long> runs) {
    Set<Path> retained = new HashSet<>();
    for (long run : runs) {
      retained.add(path(run));
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*")) {
      for (Path file : files) {
        if (!retained.contains(file)) {
          delete(file);
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public String describe(long run) {
    return path(run).toString();
  }

  private UncheckedIOException failed(IOException cause) {
    return new UncheckedIOException(
        "identities: " + directory + " (" + cause.getMessage() + ")", cause);
  }

  private Path path(long run) {
    return directory.resolve(PREFIX + run + SUFFIX);
  }

  private static void createDirectory(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (parent == null || Files.isDirectory(directory)) {
      return;
    }
    createDirectory(parent);
    Files.createDirectory(directory);
    syncDirectory(parent);
  }

  private static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private final class FileOutput implements Output {
    private final long run;
    private final Path unfinished;
    private final FileChannel file;
    private long unsyncedBytes;

    FileOutput(long run) {
      this.run = run;
      unfinished = directory.resolve(PREFIX + run + UNFINISHED_SUFFIX);
      try {
        file = FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public void write(long position, ByteBuffer bytes) {
      try {
        for (long at = position; bytes.hasRemaining(); ) {
          int written = file.write(bytes, at);
          at += written;
          unsyncedBytes += written;
        }
        if (unsyncedBytes > UNSYNCED_BYTES_MAX) {
          file.force(false);
          unsyncedBytes = 0;
        }
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public void commit() {
      try {
        file.force(true);
        file.close();
        Steps.LISTENER.reached(CommitStep.IDENTITIES_RUN_WRITTEN);
        Files.move(unfinished, path(run), StandardCopyOption.ATOMIC_MOVE);
        syncDirectory(directory);
        Steps.LISTENER.reached(CommitStep.IDENTITIES_RUN_RENAMED);
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public void abandon() {
      try {
        file.close();
        Files.deleteIfExists(unfinished);
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }
}
