package io.tallystick.archive.parquet;

import io.tallystick.core.archive.ArchiveFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The files of an archive, as one who reads them sees it. Used by one thread, unless it says more. */
public interface ArchivedEvents extends AutoCloseable {

  /** All files; those of a partition in the order of their offsets. */
  List<ArchiveFile> files();

  /** Where the files are, or those that were fetched. */
  Path folder();

  /** Where a file is read. */
  default Path path(ArchiveFile file) {
    return folder().resolve(file.path());
  }

  /** What a file is called in messages. */
  default String name(ArchiveFile file) {
    return path(file).toString();
  }

  /** Whether a file is fetched before it can be read, so that one that is not needed is left. */
  default boolean isRemote() {
    return false;
  }

  /**
   * Has files ready to be read, as far as they are whole; {@link #problem} says which are not.
   *
   * @param progress hears how many are
   */
  default void fetch(Collection<ArchiveFile> files, LongConsumer progress) {}

  /** A file that was fetched is no longer needed. */
  default void release(ArchiveFile file) {}

  /** Ends reading; files that were fetched stay, and whoever writes the archive goes on. */
  @Override
  default void close() {}

  /**
   * What is wrong with the bytes of a file, in words; null when nothing is.
   *
   * @param contents whether to read all of them, or only to see whether there are as many
   */
  default @Nullable String problem(ArchiveFile file, boolean contents) {
    Path path = path(file);
    try {
      if (!Files.isRegularFile(path)) {
        return path + ": missing (expected: " + file.rows() + " events)";
      }
      if (Files.size(path) != file.bytes()) {
        return path + ": " + Files.size(path) + " bytes (expected: " + file.bytes() + ")";
      }
      if (contents && checksum(path) != file.crc32c()) {
        return path + ": damaged (expected: the checksum in the manifest)";
      }
      return null;
    } catch (IOException e) {
      return path + ": cannot be read (" + e + ")";
    }
  }

  /** The CRC-32C of a file. */
  static int checksum(Path path) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(path)) {
      int length;
      while ((length = in.read(buffer)) >= 0) {
        crc.update(buffer, 0, length);
      }
    }
    return (int) crc.getValue();
  }
}
