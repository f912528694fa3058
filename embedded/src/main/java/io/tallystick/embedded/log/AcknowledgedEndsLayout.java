package io.tallystick.embedded.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the file of acknowledged ends, version {@value #VERSION}; all big endian.
 *
 * <pre>
 * header | u32 magic | u32 version | 32 bytes data folder | u32 partitions | u32 CRC-32C |
 * bank   | i64 number of the write | i64 end of each partition | u32 CRC-32C |
 * </pre>
 *
 * <p>The header is at 0, the two banks begin at {@value #BANK_AT} and one bank length, rounded up to
 * whole pages of {@value #BANK_AT} bytes, after it. They are written in turn, so that one of them is
 * whole whenever a write is interrupted.
 */
final class AcknowledgedEndsLayout {

  static final int VERSION = 1;

  /** "TSAE". */
  static final int MAGIC = 0x54534145;

  static final int BANK_AT = 4096;
  static final int FOLDER_BYTES = 32;
  static final int HEADER_BYTES = 4 + 4 + FOLDER_BYTES + 4 + 4;

  private static final int CRC_BYTES = 4;

  private AcknowledgedEndsLayout() {}

  static ByteBuffer header(String folder, int partitions) {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES);
    bytes.putInt(MAGIC).putInt(VERSION);
    bytes.put(folder.getBytes(StandardCharsets.US_ASCII)).putInt(partitions);
    return sealed(bytes);
  }

  static int bankBytes(int partitions) {
    return Long.BYTES + Long.BYTES * partitions + CRC_BYTES;
  }

  static long bankAt(int bank, int partitions) {
    int pages = (bankBytes(partitions) + BANK_AT - 1) / BANK_AT;
    return BANK_AT + (long) bank * pages * BANK_AT;
  }

  static int fileBytes(int partitions) {
    return Math.toIntExact(bankAt(2, partitions));
  }

  static ByteBuffer bank(long number, long[] ends) {
    ByteBuffer bytes = ByteBuffer.allocate(bankBytes(ends.length));
    bytes.putLong(number);
    for (long end : ends) {
      bytes.putLong(end);
    }
    return sealed(bytes);
  }

  private static ByteBuffer sealed(ByteBuffer bytes) {
    bytes.putInt(crc(bytes.array(), 0, bytes.position()));
    return bytes.flip();
  }

  /**
   * The ends of the last whole write.
   *
   * @throws IllegalArgumentException when the bytes are damaged, or of another folder
   */
  static long[] decode(byte[] file, String folder, int partitions) {
    expect("length", file.length, fileBytes(partitions));
    ByteBuffer header = header(folder, partitions);
    expect("header", crc(file, 0, HEADER_BYTES), crc(header.array(), 0, HEADER_BYTES));
    long[] first = bank(file, 0, partitions);
    long[] second = bank(file, 1, partitions);
    if (first == null && second == null) {
      throw new IllegalArgumentException("checksum: wrong, twice (expected: one of two is right)");
    }
    long[] last = first;
    if (last == null || (second != null && second[0] > last[0])) {
      last = second;
    }
    return last == null ? new long[0] : Arrays.copyOfRange(last, 1, last.length);
  }

  /** The number of the write and the ends; null when they were not written completely. */
  private static long @Nullable [] bank(byte[] file, int bank, int partitions) {
    int at = Math.toIntExact(bankAt(bank, partitions));
    int length = bankBytes(partitions) - CRC_BYTES;
    ByteBuffer bytes = ByteBuffer.wrap(file, at, length + CRC_BYTES);
    if (bytes.getInt(at + length) != crc(file, at, length)) {
      return null;
    }
    long[] longs = new long[1 + partitions];
    bytes.asLongBuffer().get(longs);
    return longs;
  }

  private static void expect(String what, int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(what + ": " + found + " (expected: " + expected + ")");
    }
  }

  private static int crc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
