package io.tallystick.core.dedup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a {@link DeduplicationCheckpoint}, little-endian.
 *
 * <pre>
 *  0        4                12                 20         28      32
 * +--------+----------------+------------------+----------+-------+-----------------+
 * |version | sequence       | replayFromOffset | nextRun  | runs  | 8 bytes per run |
 * +--------+----------------+------------------+----------+-------+-----------------+
 * </pre>
 *
 * <p>There is no checksum: the store that holds the checkpoint has one.
 */
public final class CheckpointLayout {

  /** The version that is written. */
  static final int VERSION = 1;

  private static final int FIXED_BYTES = 32;

  private CheckpointLayout() {}

  static byte[] encode(DeduplicationCheckpoint checkpoint) {
    List<Long> runs = checkpoint.runs();
    ByteBuffer bytes =
        ByteBuffer.allocate(FIXED_BYTES + 8 * runs.size()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(VERSION);
    bytes.putLong(checkpoint.sequence());
    bytes.putLong(checkpoint.replayFromOffset());
    bytes.putLong(checkpoint.nextRun());
    bytes.putInt(runs.size());
    for (long run : runs) {
      bytes.putLong(run);
    }
    return bytes.array();
  }

  static DeduplicationCheckpoint decode(byte[] encoded) {
    ByteBuffer bytes = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
    if (encoded.length < FIXED_BYTES) {
      throw new IllegalArgumentException(
          "checkpoint: " + encoded.length + " bytes (expected: >= " + FIXED_BYTES + ")");
    }
    int version = bytes.getInt();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "checkpoint version: " + version + " (expected: " + VERSION + ")");
    }
    long sequence = bytes.getLong();
    long replayFromOffset = bytes.getLong();
    long nextRun = bytes.getLong();
    int count = bytes.getInt();
    if (bytes.remaining() != 8L * count) {
      throw new IllegalArgumentException(
          "checkpoint runs: " + count + " (expected: " + bytes.remaining() / 8.0 + ", by length)");
    }
    List<Long> runs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      runs.add(bytes.getLong());
    }
    return new DeduplicationCheckpoint(sequence, replayFromOffset, nextRun, runs);
  }
}
