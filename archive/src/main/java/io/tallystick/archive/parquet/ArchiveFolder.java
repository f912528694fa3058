package io.tallystick.archive.parquet;

import io.tallystick.core.archive.ArchiveMarkerLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Where an archive is, and whose it is.
 *
 * @param path of the folder
 * @param dataFolder id of the node's data folder, 32 hex digits
 */
public record ArchiveFolder(Path path, String dataFolder) {

  /*
   * Two nodes with one archive would each take the other's files for its own: what the other has
   * archived would be gone from this one's log, and nobody would have its events. So the folder
   * belongs to the data folder of whoever came first, and the marker is looked at again before each
   * file, for the two that came in the same moment.
   */

  /** The file that says whose archive it is. */
  static final String MARKER = ArchiveMarkerLayout.NAME;

  /**
   * Makes the folder that of the data folder, or sees that it is.
   *
   * @throws ArchiveException when it is of another one, or was changed
   */
  void claim() throws IOException {
    Path marker = path.resolve(MARKER);
    Files.createDirectories(path);
    if (!Files.exists(marker)) {
      if (Files.exists(path.resolve(Manifest.NAME))) {
        throw refused("missing (expected: a file, because there is " + Manifest.NAME + ")");
      }
      write(marker);
    }
    check();
  }

  /**
   * Sees that the folder still is that of the data folder.
   *
   * @throws ArchiveException when it is not
   */
  void check() throws IOException {
    String owner;
    try {
      owner = ArchiveMarkerLayout.decode(Files.readAllBytes(path.resolve(MARKER)));
    } catch (IllegalArgumentException e) {
      throw refused("damaged, " + e.getMessage());
    }
    if (!owner.equals(dataFolder)) {
      throw refused("says that this is the archive of data folder " + owner + " (expected: "
          + dataFolder + ", the one of this node)");
    }
  }

  private ArchiveException refused(String problem) {
    return new ArchiveException("archive.directory: " + path.resolve(MARKER) + ": " + problem
        + "; nothing was changed; name a folder that no other node uses, or put back what belongs"
        + " there");
  }

  private void write(Path marker) throws IOException {
    Path unfinished = path.resolve(MARKER + "." + dataFolder);
    try (FileChannel channel = FileChannel.open(
        unfinished,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(ArchiveMarkerLayout.encode(dataFolder));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(
        unfinished, marker, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    ParquetArchive.sync(path);
  }
}
