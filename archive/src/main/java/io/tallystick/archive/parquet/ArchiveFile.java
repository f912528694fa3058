package io.tallystick.archive.parquet;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

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

  private static final int FIELDS = 7;

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
  static LocalDate day(long arrivalMillis) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(arrivalMillis), ZoneOffset.UTC);
  }

  /** Its path below the folder of the archive. Sorted by name, files are sorted by offset. */
  public String path() {
    return String.format(
        Locale.ROOT,
        "arrival_day=%s/partition-%03d-%019d-%019d.parquet",
        day,
        partition,
        begin,
        end);
  }

  /** As one line of the manifest. */
  String line() {
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
   * Reads a line of the manifest.
   *
   * @throws IllegalArgumentException when it is none
   */
  static ArchiveFile of(String line) {
    String[] fields = line.split(",", -1);
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
