package io.tallystick.core.archive;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The bytes of the file that says whose archive a folder is: one line of JSON.
 *
 * <pre>
 * {"format":1,"dataFolder":"32 hex digits","checksum":"8 hex digits"}
 * </pre>
 *
 * <p>The checksum is the CRC-32C of all bytes before the comma that precedes it. A file is only read
 * when it is byte for byte what {@link #encode} writes.
 */
public final class ArchiveMarkerLayout {

  /** The name of the file. */
  public static final String NAME = "tallystick-archive.json";

  /** The version that is written. */
  static final int FORMAT = 1;

  private static final Pattern LINE = Pattern.compile("\\{\"format\":(\\d{1,9}),"
      + "\"dataFolder\":\"([0-9a-f]{32})\",\"checksum\":\"([0-9a-f]{8})\"}\n");

  private ArchiveMarkerLayout() {}

  /**
   * The line for a data folder.
   *
   * @param dataFolder its id, 32 hex digits
   */
  public static byte[] encode(String dataFolder) {
    String checked = "{\"format\":" + FORMAT + ",\"dataFolder\":\"" + dataFolder + "\"";
    return (checked + ",\"checksum\":\"" + checksum(checked) + "\"}\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The id of the data folder in a line that {@link #encode} has written.
   *
   * @throws IllegalArgumentException when it has not, with the reason
   */
  public static String decode(byte[] encoded) {
    String line = new String(encoded, StandardCharsets.ISO_8859_1);
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "marker: " + encoded.length + " bytes that are no marker (expected: one line of JSON)");
    }
    String checked = line.substring(0, line.lastIndexOf(",\"checksum\""));
    if (!checksum(checked).equals(matcher.group(3))) {
      throw new IllegalArgumentException("checksum: " + matcher.group(3) + " (expected: "
          + checksum(checked) + ", the file has changed)");
    }
    if (!matcher.group(1).equals(Integer.toString(FORMAT))) {
      throw new IllegalArgumentException("format: " + matcher.group(1) + " (expected: " + FORMAT
          + ", the only one that this program reads)");
    }
    return matcher.group(2);
  }

  private static String checksum(String checked) {
    CRC32C crc = new CRC32C();
    crc.update(checked.getBytes(StandardCharsets.US_ASCII));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }
}
