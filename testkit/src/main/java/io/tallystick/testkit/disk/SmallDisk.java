package io.tallystick.testkit.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real file system in memory that is soon full. Mounting it takes root; without, a test fails. */
public final class SmallDisk implements AutoCloseable {

  private static final int CHUNK_BYTES = 64 << 10;

  private final Path directory;
  private final Path filler;

  private SmallDisk(Path directory) {
    this.directory = directory;
    this.filler = directory.resolve("filler");
  }

  /**
   * Mounts one.
   *
   * @param directory where; is created when it is missing
   * @throws AssertionError when that is not possible
   */
  public static SmallDisk mount(Path directory, int mebibytes) throws IOException {
    Files.createDirectories(directory);
    run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", directory.toString());
    return new SmallDisk(directory);
  }

  /** Where it is mounted. */
  public Path directory() {
    return directory;
  }

  /** Takes all space but {@code bytesLeft}. */
  public void fill(long bytesLeft) throws IOException {
    try (FileChannel file = FileChannel.open(
        filler, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
      try {
        while (file.write(chunk.clear()) > 0) {
          // until there is no space
        }
      } catch (IOException full) {
        if (!String.valueOf(full.getMessage()).contains("No space left")) {
          throw full;
        }
      }
      file.truncate(Math.max(0, file.size() - bytesLeft));
    }
  }

  /** Gives back what {@link #fill} took. */
  public void makeRoom() throws IOException {
    Files.deleteIfExists(filler);
  }

  /** Mounts the same files read-only; nobody may have one open for writing. */
  public void makeReadOnly() {
    run("mount", "-o", "remount,ro", directory.toString());
  }

  /** Ends {@link #makeReadOnly}. */
  public void makeWritable() {
    run("mount", "-o", "remount,rw", directory.toString());
  }

  private static void run(String... command) {
    try {
      Process process =
          new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + output
            + " (expected: to succeed; this test needs a small file system of its own, and so the"
            + " rights of root)");
      }
    } catch (IOException e) {
      throw new AssertionError(String.join(" ", command) + ": cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Unmounts it, and with it goes everything on it. */
  @Override
  public void close() {
    run("umount", "-l", directory.toString());
  }
}
