package io.tallystick.core.archive;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * One file of the archive, as the manifest has it.
 *
 * @param partition whose events it holds
 * @param begin offset of the first one
 * @param end offset after the last one; there are none between that it does not hold
 * @param day day of their arrival, UTC
 * @param arrivalFirstMillis when the first one arrived, milliseconds since the epoch
 * @param arrivalLastMillis when the last one arrived
 * @param bytes length of the file
 * @param crc32c checksum of the file
 */
public record ArchiveFile(
    int partition,
    long begin,
    long end,
    LocalDate day,
    long arrivalFirstMillis,
    long arrivalLastMillis,
    long bytes,
    int crc32c) {

  /** How the names of the folders with files of events begin, one for each day of arrival. */
  public static final String DAYS = "arrival_day=";

  /** The folder of the archive of a cluster that has a line for each file, in a file of its own. */
  public static final String LINES = "_manifest";

  /** How the names of those files end. */
  public static final String LINE_ENDING = ".csv";

  private static final int FIELDS = 7;
  private static final long DAY_MILLIS = 86_400_000;

  public ArchiveFile {
    if (partition < 0 || begin < 0 || end <= begin || bytes <= 0) {
      throw new IllegalArgumentException("archive file: partition " + partition + " " + begin + ".."
          + end + " of " + bytes + " bytes (expected: none negative, none empty)");
    }
  }

  /** Events in it. */
  public long rows() {
    return end - begin;
  }

  /** The day of an arrival. */
  public static LocalDate day(long arrivalMillis) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(arrivalMillis), ZoneOffset.UTC);
  }

  /** Whether two arrivals are of one day, so that one file may hold both. */
  public static boolean sameDay(long arrivalMillis, long otherMillis) {
    return Math.floorDiv(arrivalMillis, DAY_MILLIS) == Math.floorDiv(otherMillis, DAY_MILLIS);
  }

  /** Its path below the folder of the archive. Sorted by name, files are sorted by offset. */
  public String path() {
    return String.format(Locale.ROOT, "%s%s/%s.parquet", DAYS, day, name());
  }

  /** Its name without folder and ending. */
  public String name() {
    return String.format(Locale.ROOT, "partition-%03d-%019d-%019d", partition, begin, end);
  }

  /** The path of the file with its line, in the archive of a cluster. */
  public String linePath() {
    return LINES + "/" + name() + LINE_ENDING;
  }

  /** As one line of the list of files, without its end: the columns, and the CRC-32C of them. */
  public String line() {
    String columns = columns();
    return columns + "," + checksum(columns);
  }

  private static String checksum(String columns) {
    CRC32C crc = new CRC32C();
    crc.update(columns.getBytes(StandardCharsets.ISO_8859_1));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  private String columns() {
    return String.format(
        Locale.ROOT,
        "%d,%d,%d,%d,%d,%d,%08x",
        partition,
        begin,
        end,
        arrivalFirstMillis,
        arrivalLastMillis,
        bytes,
        crc32c);
  }

  /**
   * Reads what {@link #line} has returned.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static ArchiveFile of(String line) {
    int comma = line.lastIndexOf(',');
    if (comma < 0 || !line.substring(comma + 1).equals(checksum(line.substring(0, comma)))) {
      throw new IllegalArgumentException("checksum of the line");
    }
    String[] fields = line.substring(0, comma).split(",", -1);
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException(
          "line: " + fields.length + " fields (expected: " + FIELDS + ")");
    }
    long arrivalFirst = Long.parseLong(fields[3]);
    return new ArchiveFile(
        Integer.parseInt(fields[0]),
        Long.parseLong(fields[1]),
        Long.parseLong(fields[2]),
        day(arrivalFirst),
        arrivalFirst,
        Long.parseLong(fields[4]),
        Long.parseLong(fields[5]),
        Integer.parseUnsignedInt(fields[6], 16));
  }
}
