package io.tallystick.core.ledger;

import java.nio.ByteBuffer;

/**
 * The bytes of one hour of arrival, version {@value #VERSION}; all big endian.
 *
 * <pre>
 * key    | u16 partition | i64 hour |
 * value  | u8 version | i64 first offset | tally: see TallyLayout |
 * </pre>
 */
public final class HourTallyLayout {

  public static final int VERSION = 1;

  private static final int KEY_BYTES = 2 + 8;

  private HourTallyLayout() {}

  public static byte[] key(int partition, long hour) {
    // hours before 1970 sort before the others
    return ByteBuffer.allocate(KEY_BYTES)
        .putShort((short) partition)
        .putLong(hour ^ Long.MIN_VALUE)
        .array();
  }

  public static byte[] value(HourTally hour) {
    ByteBuffer out = ByteBuffer.allocate(1 + 8 + TallyLayout.BYTES);
    out.put((byte) VERSION).putLong(hour.firstOffset());
    TallyLayout.put(out, hour.tally());
    return out.array();
  }

  public static boolean isOf(int partition, byte[] key) {
    return key.length == KEY_BYTES
        && Short.toUnsignedInt(ByteBuffer.wrap(key).getShort()) == partition;
  }

  public static HourTally hour(byte[] key, byte[] value) {
    long hour = ByteBuffer.wrap(key).getLong(2) ^ Long.MIN_VALUE;
    ByteBuffer in = ByteBuffer.wrap(value);
    if (value.length != 1 + 8 + TallyLayout.BYTES || in.get() != VERSION) {
      throw new CorruptRecordException("ledger: hour " + hour
          + " is damaged or of another version (expected: version " + VERSION + ")");
    }
    return new HourTally(hour, in.getLong(), TallyLayout.get(in));
  }
}
