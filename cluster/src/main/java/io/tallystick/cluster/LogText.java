package io.tallystick.cluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Parts of log files; bounded, however long the file is. */
final class LogText {

  private static final int BYTES_MAX = 1 << 20;
  private static final int END_LINES = 40;

  private LogText() {}

  /** The last lines, or why they cannot be read. */
  static String end(Path log) {
    try {
      List<String> lines =
          from(log, Math.max(0, Files.size(log) - BYTES_MAX)).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - END_LINES), lines.size()));
    } catch (IOException e) {
      return "(not readable: " + e + ")";
    }
  }

  /** What follows after so many bytes. */
  static String from(Path log, long begin) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(begin);
      byte[] bytes = new byte[(int) Math.min(BYTES_MAX, Math.max(0, file.length() - begin))];
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
