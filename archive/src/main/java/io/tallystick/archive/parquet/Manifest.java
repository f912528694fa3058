package io.tallystick.archive.parquet;

import io.tallystick.core.archive.ArchiveFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The list of the archive's files: a text file with one line for each, that only grows. A file
 * belongs to the archive from the moment its line is synced. Used by one thread.
 *
 * <pre>
 * partition,begin,end,arrival_first_ms,arrival_last_ms,bytes,crc32c,line_crc32c      the heading
 * 0,0,1000000,1790000000000,1790003600000,38211040,5f1e0c7a,0b5d7a41
 * </pre>
 *
 * <p>The last column is the CRC-32C of the line before its last comma.
 */
final class Manifest {

  static final String NAME = "manifest.csv";

  private static final String HEADING =
      "partition,begin,end,arrival_first_ms,arrival_last_ms,bytes,crc32c,line_crc32c\n";

  private final Path path;
  private final List<ArchiveFile> files = new ArrayList<>();

  /**
   * Reads the manifest of a folder, or begins one. What a crash has left of a last line is removed:
   * its file was not yet part of the archive.
   *
   * @throws ArchiveException when another line is damaged
   */
  Manifest(Path folder) throws IOException {
    path = folder.resolve(NAME);
    if (!Files.exists(path)) {
      append(HEADING);
      return;
    }
    String text = Files.readString(path, StandardCharsets.ISO_8859_1);
    int end = text.lastIndexOf('\n') + 1;
    if (end < text.length()) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(end);
        channel.force(true);
      }
    }
    if (end == 0) {
      append(HEADING);
      return;
    }
    String[] lines = text.substring(0, end).split("\n", -1);
    for (int i = 0; i < lines.length - 1; i++) {
      read(i, lines[i]);
    }
  }

  private void read(int index, String line) {
    try {
      if (index == 0) {
        if (!HEADING.equals(line + "\n")) {
          throw new IllegalArgumentException("heading: " + line);
        }
        return;
      }
      files.add(ArchiveFile.of(line));
    } catch (IllegalArgumentException e) {
      throw new ArchiveException(
          "archive: line " + (index + 1) + " of " + path + " is damaged (" + e.getMessage()
              + "); restore the file from a copy, or move the folder away to begin a new archive",
          e);
    }
  }

  /** All files, in the order in which they were written. */
  List<ArchiveFile> files() {
    return files;
  }

  /** Makes a file part of the archive. */
  void add(ArchiveFile file) throws IOException {
    append(file.line() + "\n");
    files.add(file);
  }

  private void append(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long size = channel.size();
      channel.position(size);
      try {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      } catch (IOException e) {
        // a half line before the next one would look like damage
        channel.truncate(size);
        throw e;
      }
    }
  }
}
