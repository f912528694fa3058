package io.tallystick.embedded.log;

import io.tallystick.core.log.EventLog;
import io.tallystick.embedded.rocks.StoreException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of one log entry in its column family, version {@value #VERSION}; all big endian.
 *
 * <pre>
 * key    | i64 offset of the first event |
 * value  | u8 version | i64 arrival millis | i32 count | i64 earliest event time millis | batch |
 * </pre>
 */
final class LogEntryLayout {

  static final int VERSION = 1;
  static final int HEADER_BYTES = 1 + 8 + 4 + 8;

  private static final int ARRIVAL_AT = 1;
  private static final int COUNT_AT = 9;
  private static final int TIME_MIN_AT = 13;

  private LogEntryLayout() {}

  static byte[] key(long offset) {
    return ByteBuffer.allocate(Long.BYTES).putLong(offset).array();
  }

  static long offset(byte[] key) {
    return ByteBuffer.wrap(key).getLong();
  }

  static byte[] value(EventLog.Append append, long arrivalMillis) {
    return ByteBuffer.allocate(HEADER_BYTES + append.batch().length)
        .put((byte) VERSION)
        .putLong(arrivalMillis)
        .putInt(append.count())
        .putLong(append.timeMillisMin())
        .put(append.batch())
        .array();
  }

  static EventLog.Entry entry(int partition, long offset, byte[] value) {
    check(partition, offset, value);
    return new EventLog.Entry(
        offset,
        count(value),
        arrivalMillis(value),
        Arrays.copyOfRange(value, HEADER_BYTES, value.length));
  }

  static void check(int partition, long offset, byte[] value) {
    if (value.length < HEADER_BYTES
        || value[0] != VERSION
        || count(value) <= 0
        || arrivalMillis(value) < 0) {
      throw new StoreException("log: entry at offset " + offset + " of partition " + partition
          + " is damaged or of another version (expected: version " + VERSION + ")");
    }
  }

  static long arrivalMillis(byte[] value) {
    return ByteBuffer.wrap(value).getLong(ARRIVAL_AT);
  }

  static int count(byte[] value) {
    return ByteBuffer.wrap(value).getInt(COUNT_AT);
  }

  static long timeMillisMin(byte[] value) {
    return ByteBuffer.wrap(value).getLong(TIME_MIN_AT);
  }
}
