package io.tallystick.core.publish;

import io.tallystick.core.ledger.CorruptRecordException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of {@link BucketRows}, version {@value #VERSION}; numbers are big endian or varints.
 *
 * <pre>
 * rows   | u8 version | u8 1: last part, 0 | i32 bucket | i64 epoch | i32 count | count × row |
 * row    | varint length | key | varint length | versions: see RowVersionsLayout |
 * </pre>
 */
public final class BucketRowsLayout {

  public static final int VERSION = 1;

  private static final int HEADER_BYTES = 1 + 1 + 4 + 8 + 4;

  private BucketRowsLayout() {}

  static BucketRows read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < HEADER_BYTES || in.get() != VERSION) {
      throw new CorruptRecordException(
          "rows: damaged or of another version (expected: version " + VERSION + ")");
    }
    boolean last = in.get() != 0;
    int bucket = in.getInt();
    long epoch = in.getLong();
    int count = in.getInt();
    visit(bytes, count, (ignored, keyOffset, keyLength, offset, length) -> {});
    return new BucketRows(bytes, bucket, epoch, last, count);
  }

  static void visit(byte[] bytes, int count, BucketRows.RowVisitor visitor) {
    int at = HEADER_BYTES;
    for (int i = 0; i < count; i++) {
      int keyLength = length(bytes, at);
      int keyOffset = at + Varints.size(keyLength);
      int versions = keyOffset + keyLength;
      int versionsLength = length(bytes, versions);
      int versionsOffset = versions + Varints.size(versionsLength);
      at = versionsOffset + versionsLength;
      if (at > bytes.length) {
        throw new CorruptRecordException(
            "rows: end early at row " + i + " (expected: " + count + " rows)");
      }
      visitor.row(bytes, keyOffset, keyLength, versionsOffset, versionsLength);
    }
    if (at != bytes.length) {
      throw new CorruptRecordException(
          "rows: " + (bytes.length - at) + " bytes left (expected: " + count + " rows)");
    }
  }

  private static int length(byte[] bytes, int at) {
    long length = Varints.get(bytes, at, bytes.length);
    if (length > bytes.length - at) {
      throw new CorruptRecordException(
          "rows: a length of " + length + " (expected: what is there)");
    }
    return (int) length;
  }

  /** Puts rows one behind the other. */
  static final class Writer {

    private byte[] bytes = new byte[1024];
    private int size = HEADER_BYTES;
    private int count;

    int count() {
      return count;
    }

    int size() {
      return size;
    }

    void add(
        byte[] key,
        int keyLength,
        byte[] value,
        int valueLength,
        long epoch,
        long beforeEpoch,
        byte[] before,
        int beforeLength) {
      int versionsLength = RowVersionsLayout.size(epoch, valueLength, beforeEpoch, beforeLength);
      reserve(2 * Varints.BYTES_MAX + keyLength + versionsLength);
      size = Varints.put(bytes, size, keyLength);
      System.arraycopy(key, 0, bytes, size, keyLength);
      size = Varints.put(bytes, size + keyLength, versionsLength);
      size = RowVersionsLayout.put(
          bytes, size, epoch, value, valueLength, beforeEpoch, before, beforeLength);
      count++;
    }

    private void reserve(int more) {
      if (bytes.length - size < more) {
        int wanted = Math.addExact(size, more);
        bytes = Arrays.copyOf(bytes, Math.max(wanted, (int) Math.min(2L * wanted, 1 << 30)));
      }
    }

    byte[] finish(int bucket, long epoch, boolean last) {
      ByteBuffer.wrap(bytes)
          .put((byte) VERSION)
          .put((byte) (last ? 1 : 0))
          .putInt(bucket)
          .putLong(epoch)
          .putInt(count);
      return Arrays.copyOf(bytes, size);
    }
  }
}
