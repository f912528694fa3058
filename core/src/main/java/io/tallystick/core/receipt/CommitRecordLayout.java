package io.tallystick.core.receipt;

import io.tallystick.core.ledger.CorruptRecordException;
import io.tallystick.core.ledger.FateRuns;
import java.nio.ByteBuffer;

/**
 * The bytes of what one commit decided, version {@value #VERSION}; all big endian.
 *
 * <pre>
 * key    | u16 partition | i64 end offset |
 * value  | u8 version | i64 begin offset | i64 committed millis | fates: see FateRuns |
 * </pre>
 */
public final class CommitRecordLayout {

  public static final int VERSION = 1;

  private static final int KEY_BYTES = 2 + 8;
  private static final int HEADER_BYTES = 1 + 8 + 8;

  private CommitRecordLayout() {}

  public static byte[] key(int partition, long endOffset) {
    return ByteBuffer.allocate(KEY_BYTES)
        .putShort((short) partition)
        .putLong(endOffset)
        .array();
  }

  public static byte[] value(CommitRecord commit) {
    return ByteBuffer.allocate(HEADER_BYTES + commit.fates().length)
        .put((byte) VERSION)
        .putLong(commit.beginOffset())
        .putLong(commit.committedMillis())
        .put(commit.fates())
        .array();
  }

  public static boolean isOf(int partition, byte[] key) {
    return key.length == KEY_BYTES
        && Short.toUnsignedInt(ByteBuffer.wrap(key).getShort()) == partition;
  }

  public static CommitRecord commit(int partition, byte[] key, byte[] value) {
    long end = ByteBuffer.wrap(key).getLong(2);
    ByteBuffer in = ByteBuffer.wrap(value);
    if (value.length < HEADER_BYTES || in.get() != VERSION) {
      throw damaged(partition, end);
    }
    long begin = in.getLong();
    long millis = in.getLong();
    byte[] fates = new byte[in.remaining()];
    in.get(fates);
    if (offsets(partition, end, fates) != end - begin) {
      throw damaged(partition, end);
    }
    return new CommitRecord(partition, begin, end, millis, fates);
  }

  /** How many offsets the runs tell of. */
  private static long offsets(int partition, long end, byte[] fates) {
    long[] offsets = new long[1];
    try {
      FateRuns.read(
          fates, 0, fates.length, (fate, length) -> offsets[0] = Math.addExact(offsets[0], length));
      return offsets[0];
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw damaged(partition, end);
    }
  }

  private static CorruptRecordException damaged(int partition, long end) {
    return new CorruptRecordException(
        "commits: the one that ends at offset " + end + " of partition " + partition
            + " is damaged or of another version (expected: version " + VERSION + ")");
  }
}
