package io.tallystick.core.deadletter;

import io.tallystick.core.ledger.CorruptRecordException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;

/**
 * The bytes of how many dead letters a partition has of each reason, version {@value #VERSION}; all
 * big endian. Stands beside the dead letters themselves, see {@link DeadLetterLayout}.
 *
 * <pre>
 * key    | u8 2 | u16 partition |
 * value  | u8 version | for some reasons, ascending: u8 reason, i64 open, i64 replayed, i64 discarded |
 * </pre>
 */
public final class DeadLetterCountLayout {

  public static final int VERSION = 1;

  private static final int KIND = 2;
  private static final int ENTRY_BYTES = 1 + 3 * 8;

  private DeadLetterCountLayout() {}

  public static byte[] key(int partition) {
    return ByteBuffer.allocate(1 + 2)
        .put((byte) KIND)
        .putShort((short) partition)
        .array();
  }

  public static byte[] value(Map<DeadLetterReason, DeadLetterCount> counts) {
    ByteBuffer out = ByteBuffer.allocate(1 + counts.size() * ENTRY_BYTES).put((byte) VERSION);
    for (DeadLetterCount count : counts.values()) {
      out.put((byte) count.reason().number())
          .putLong(count.open())
          .putLong(count.replayed())
          .putLong(count.discarded());
    }
    return out.array();
  }

  public static EnumMap<DeadLetterReason, DeadLetterCount> counts(int partition, byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    if (value.length % ENTRY_BYTES != 1 || in.get() != VERSION) {
      throw damaged(partition);
    }
    EnumMap<DeadLetterReason, DeadLetterCount> counts = new EnumMap<>(DeadLetterReason.class);
    int last = -1;
    while (in.hasRemaining()) {
      DeadLetterReason reason = reason(partition, in.get());
      if (reason.number() <= last) {
        throw damaged(partition);
      }
      last = reason.number();
      counts.put(reason, new DeadLetterCount(reason, in.getLong(), in.getLong(), in.getLong()));
    }
    return counts;
  }

  private static DeadLetterReason reason(int partition, int number) {
    try {
      return DeadLetterReason.of(number);
    } catch (IllegalArgumentException e) {
      throw damaged(partition);
    }
  }

  private static CorruptRecordException damaged(int partition) {
    return new CorruptRecordException("dead letters: the counts of partition " + partition
        + " are damaged or of another version (expected: version " + VERSION + ")");
  }
}
