package io.tallystick.embedded.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The volume that a data folder is on: how much room it has, and whether it takes writes. */
public final class Disk {

  private static final String PROBE = "tallystick.probe";
  private static final int PROBE_BYTES = 64 << 10;
  private static final long MIB = 1L << 20;

  /** Beyond a twentieth of the volume, but within these bounds, space is kept free. */
  private static final long RESERVE_BYTES_MIN = 64 * MIB;

  private static final long RESERVE_BYTES_MAX = 1024 * MIB;
  private static final int RESERVE_PART = 20;

  private final Path directory;

  /**
   * @param directory the data folder; exists
   */
  public Disk(Path directory) {
    this.directory = directory.toAbsolutePath();
  }

  /** Bytes that this user can still write. */
  public long freeBytes() throws IOException {
    return store().getUsableSpace();
  }

  /** What is to be kept free unless configured otherwise. */
  public long reserveBytes() throws IOException {
    long part = store().getTotalSpace() / RESERVE_PART;
    return Math.max(RESERVE_BYTES_MIN, Math.min(part, RESERVE_BYTES_MAX));
  }

  private FileStore store() throws IOException {
    return Files.getFileStore(directory);
  }

  /**
   * Writes, syncs and deletes a file.
   *
   * @throws IOException when the volume does not take it
   */
  public void probe() throws IOException {
    Path file = directory.resolve(PROBE);
    try (FileChannel channel = FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.allocate(PROBE_BYTES);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
