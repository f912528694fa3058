package io.tallystick.embedded.rocks;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Whether files of a directory can be written past the page cache of the operating system. */
final class DirectWrites {

  /*
   * Some file systems cannot (such as a tmpfs of older kernels), and tell only when it is tried.
   * RocksDB would open and then fail at the first flush.
   */

  private static final String PROBE = "direct-writes.tmp";

  private DirectWrites() {}

  static boolean work(Path directory) {
    Path file = directory.resolve(PROBE);
    try {
      int block = (int) Files.getFileStore(directory).getBlockSize();
      try (FileChannel channel = FileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT)) {
        return channel.write(
                ByteBuffer.allocateDirect(2 * block).alignedSlice(block).limit(block))
            == block;
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}
