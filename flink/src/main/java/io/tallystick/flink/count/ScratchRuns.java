package io.tallystick.flink.count;

import io.tallystick.core.dedup.CorruptRunException;
import io.tallystick.core.dedup.RunStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Runs of identities beyond the memory limit, as files of a temporary folder of one partition.
 *
 * <p>Nothing is synced and nothing outlives the task: state holds every identity, and a task that
 * starts again writes its runs anew from there.
 */
final class ScratchRuns implements RunStore, AutoCloseable {

  private static final String SUFFIX = ".ids";

  private final Path directory;

  ScratchRuns(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public Output create(long run) {
    return new FileOutput(path(run));
  }

  @Override
  public ByteBuffer open(long run) {
    try (FileChannel file = FileChannel.open(path(run), StandardOpenOption.READ)) {
      return file.map(FileChannel.MapMode.READ_ONLY, 0, file.size()).order(ByteOrder.LITTLE_ENDIAN);
    } catch (NoSuchFileException e) {
      throw new CorruptRunException(describe(run), "missing (expected: a file)");
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void delete(long run) {
    delete(path(run));
  }

  private void delete(Path file) {
    try {
      // a mapped file keeps its space until the buffer is collected, unless it is cut first
      FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
          .close();
      Files.delete(file);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void retainOnly(Set<Long> runs) {
    Set<Path> retained = new HashSet<>();
    runs.forEach(run -> retained.add(path(run)));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
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

  /** Removes everything. */
  @Override
  public void close() {
    try {
      retainOnly(Set.of());
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private Path path(long run) {
    return directory.resolve(run + SUFFIX);
  }

  private UncheckedIOException failed(IOException cause) {
    return new UncheckedIOException(
        "identities: " + directory + " (" + cause.getMessage() + ")", cause);
  }

  private final class FileOutput implements Output {

    private final Path path;
    private final FileChannel file;

    FileOutput(Path path) {
      this.path = path;
      try {
        file = FileChannel.open(
            path,
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
          at += file.write(bytes, at);
        }
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public void commit() {
      try {
        file.close();
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public void abandon() {
      try {
        file.close();
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }
}
