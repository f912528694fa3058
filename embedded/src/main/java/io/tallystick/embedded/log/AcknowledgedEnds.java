package io.tallystick.embedded.log;

import io.tallystick.core.node.Notice;
import io.tallystick.embedded.folder.DataFolder;
import io.tallystick.embedded.rocks.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers, outside of the log, how far each partition was acknowledged. Single-threaded. */
final class AcknowledgedEnds implements AutoCloseable {

  /*
   * The end of a write-ahead log that was cut off, or in which the length of a record has changed,
   * looks like the record that a crash left unfinished: RocksDB drops it, and acknowledged events
   * with it, in silence. This file says how far the log has to reach.
   *
   * It is written after each group, and not synced: what the process wrote outlives the process,
   * and after a loss of power an older mark proves less but never accuses wrongly, because the log
   * was synced before the mark was written. The file has its whole length from the beginning, so
   * that a full disk does not matter.
   */

  private static final Logger LOGGER = LoggerFactory.getLogger(AcknowledgedEnds.class);
  private static final String FILE = "acknowledged.ends";

  private final Path path;
  private final FileChannel file;
  private final int partitions;
  private long number;
  private boolean failed;

  private AcknowledgedEnds(Path path, FileChannel file, int partitions) {
    this.path = path;
    this.file = file;
    this.partitions = partitions;
  }

  /**
   * How far the log has to reach; null when nothing is known.
   *
   * @throws StoreException when the file is damaged or belongs to another folder
   */
  static long @Nullable [] read(DataFolder folder, int partitions) {
    Path path = folder.path().resolve(FILE);
    try {
      if (!Files.exists(path)) {
        return null;
      }
      return AcknowledgedEndsLayout.decode(Files.readAllBytes(path), folder.id(), partitions);
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          path + ": " + e.getMessage() + "; without it nobody can say whether the end of the log is"
              + " missing; the node does not start, nothing was changed; restore the data folder"
              + " from a backup, or delete this file to trust the log as it is",
          e);
    } catch (IOException e) {
      throw StoreException.opening(path, e);
    }
  }

  /** Begins to remember, from {@code ends} on. */
  static AcknowledgedEnds create(DataFolder folder, long[] ends) {
    Path path = folder.path().resolve(FILE);
    Path unfinished = folder.path().resolve(FILE + ".tmp");
    try (FileChannel channel = FileChannel.open(
        unfinished,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE)) {
      ByteBuffer whole = ByteBuffer.allocate(AcknowledgedEndsLayout.fileBytes(ends.length));
      whole.put(AcknowledgedEndsLayout.header(folder.id(), ends.length));
      for (int bank = 0; bank < 2; bank++) {
        whole.position(Math.toIntExact(AcknowledgedEndsLayout.bankAt(bank, ends.length)));
        whole.put(AcknowledgedEndsLayout.bank(bank, ends));
      }
      writeAll(channel, whole.clear(), 0);
      channel.force(true);
      Files.move(
          unfinished,
          path,
          java.nio.file.StandardCopyOption.ATOMIC_MOVE,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      AcknowledgedEnds created =
          new AcknowledgedEnds(path, FileChannel.open(path, StandardOpenOption.WRITE), ends.length);
      created.number = 1;
      return created;
    } catch (IOException e) {
      throw StoreException.opening(path, e);
    }
  }

  /** The events before {@code ends} are durable and will be acknowledged next. */
  void write(long[] ends) {
    number++;
    try {
      writeAll(
          file,
          AcknowledgedEndsLayout.bank(number, ends),
          AcknowledgedEndsLayout.bankAt((int) (number & 1), partitions));
    } catch (IOException e) {
      if (!failed) {
        failed = true;
        LOGGER.warn(
            "{}",
            Notice.of("ends-unwritten", path + ": cannot be written")
                .did("the log goes on without this check")
                .with("path", path.toString()),
            e);
      }
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    for (long at = position; bytes.hasRemaining(); ) {
      at += channel.write(bytes, at);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      LOGGER.warn(
          "{}",
          Notice.of("stop-unclean", path + ": cannot be closed").with("path", path.toString()),
          e);
    }
  }
}
