package io.tallystick.embedded.rollup;

import io.tallystick.core.rollup.RollupStore.PartitionState;
import io.tallystick.embedded.rocks.StoreException;
import java.nio.ByteBuffer;

/**
 * The bytes of a partition's state, version {@value #VERSION}; all big endian.
 *
 * <pre>
 * key    | u16 partition |
 * value  | u8 version | i64 epoch | i64 offset | i64 counted | i64 duplicate | i64 dead-lettered |
 *        | i32 length | deduplication checkpoint |
 * </pre>
 */
final class PartitionStateLayout {

  static final int VERSION = 1;

  private static final int HEADER_BYTES = 1 + 5 * 8 + 4;

  private PartitionStateLayout() {}

  static byte[] key(int partition) {
    return ByteBuffer.allocate(2).putShort((short) partition).array();
  }

  static byte[] value(PartitionState state) {
    byte[] deduplication = state.deduplication();
    return ByteBuffer.allocate(HEADER_BYTES + deduplication.length)
        .put((byte) VERSION)
        .putLong(state.epoch())
        .putLong(state.offset())
        .putLong(state.counted())
        .putLong(state.duplicate())
        .putLong(state.deadLettered())
        .putInt(deduplication.length)
        .put(deduplication)
        .array();
  }

  static PartitionState state(int partition, byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    if (value.length < HEADER_BYTES
        || in.get() != VERSION
        || in.getInt(HEADER_BYTES - 4) != value.length - HEADER_BYTES) {
      throw new StoreException("state: partition " + partition
          + " is damaged or of another version (expected: version " + VERSION + ")");
    }
    long epoch = in.getLong();
    long offset = in.getLong();
    long counted = in.getLong();
    long duplicate = in.getLong();
    long deadLettered = in.getLong();
    byte[] deduplication = new byte[in.getInt()];
    in.get(deduplication);
    return new PartitionState(
        partition, epoch, offset, counted, duplicate, deadLettered, deduplication);
  }
}
