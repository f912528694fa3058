package io.tallystick.embedded.folder;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The bytes of the marker file: one line of JSON, so that people can read it.
 *
 * <pre>
 * {"format":1,"id":"32 hex digits","created":"instant","state":"creating|complete","checksum":"…"}
 * </pre>
 *
 * <p>The checksum is the CRC-32C of all bytes before the comma that precedes it, in 8 hex digits. A
 * file is only read when it is byte for byte what {@link #encode} writes.
 */
final class FolderMarkerLayout {

  /** The version that is written. */
  static final int FORMAT = 1;

  private static final Pattern LINE = Pattern.compile("\\{\"format\":(\\d{1,9}),"
      + "\"id\":\"([0-9a-f]{32})\",\"created\":\"([^\"]{1,40})\","
      + "\"state\":\"(creating|complete)\",\"checksum\":\"([0-9a-f]{8})\"}\n");

  private FolderMarkerLayout() {}

  static byte[] encode(FolderMarker marker) {
    String checked = "{\"format\":" + FORMAT + ",\"id\":\"" + marker.id() + "\",\"created\":\""
        + marker.created() + "\",\"state\":\"" + (marker.complete() ? "complete" : "creating")
        + "\"";
    return (checked + ",\"checksum\":\"" + checksum(checked) + "\"}\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #encode} has written.
   *
   * @throws IllegalArgumentException when it has not, with the reason
   */
  static FolderMarker decode(byte[] encoded) {
    String line = new String(encoded, StandardCharsets.UTF_8);
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "marker: " + encoded.length + " bytes that are no marker (expected: one line of JSON)");
    }
    String checked = line.substring(0, line.lastIndexOf(",\"checksum\""));
    if (!checksum(checked).equals(matcher.group(5))) {
      throw new IllegalArgumentException("checksum: " + matcher.group(5) + " (expected: "
          + checksum(checked) + ", the file has changed)");
    }
    if (Integer.parseInt(matcher.group(1)) != FORMAT) {
      throw new IllegalArgumentException("format: " + matcher.group(1) + " (expected: " + FORMAT
          + ", the only one that this program reads)");
    }
    try {
      return new FolderMarker(
          matcher.group(2), Instant.parse(matcher.group(3)), matcher.group(4).equals("complete"));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "created: " + matcher.group(3) + " (expected: an instant)", e);
    }
  }

  private static String checksum(String checked) {
    CRC32C crc = new CRC32C();
    crc.update(checked.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }
}
