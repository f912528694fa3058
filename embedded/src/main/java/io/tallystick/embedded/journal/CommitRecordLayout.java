package io.tallystick.embedded.journal;

import io.tallystick.core.receipt.CommitRecord;
import io.tallystick.embedded.rocks.StoreException;
import java.nio.ByteBuffer;

/**
 * The bytes of what one commit decided, version {@value #VERSION}; all big endian.
 *
 * <pre>
 * key    | u16 partition | i64 end offset |
 * value  | u8 version | i64 begin offset | i64 committed millis | fates: see FateRuns |
 * </pre>
 */
final class CommitRecordLayout {

  static final int VERSION = 1;

  private static final int KEY_BYTES = 2 + 8;
  private static final int HEADER_BYTES = 1 + 8 + 8;

  private CommitRecordLayout() {}

  static byte[] key(int partition, long endOffset) {
    return ByteBuffer.allocate(KEY_BYTES)
        .putShort((short) partition)
        .putLong(endOffset)
        .array();
  }

  static byte[] value(CommitRecord commit) {
    return ByteBuffer.allocate(HEADER_BYTES + commit.fates().length)
        .put((byte) VERSION)
        .putLong(commit.beginOffset())
        .putLong(commit.committedMillis())
        .put(commit.fates())
        .array();
  }

  static boolean isOf(int partition, byte[] key) {
    return key.length == KEY_BYTES
        && Short.toUnsignedInt(ByteBuffer.wrap(key).getShort()) == partition;
  }

  static CommitRecord commit(int partition, byte[] key, byte[] value) {
    long end = ByteBuffer.wrap(key).getLong(2);
    ByteBuffer in = ByteBuffer.wrap(value);
    if (value.length < HEADER_BYTES || in.get() != VERSION) {
      throw new StoreException("commits: the one that ends at offset " + end + " of partition "
          + partition + " is damaged or of another version (expected: version " + VERSION + ")");
    }
    long begin = in.getLong();
    long millis = in.getLong();
    byte[] fates = new byte[in.remaining()];
    in.get(fates);
    return new CommitRecord(partition, begin, end, millis, fates);
  }
}
