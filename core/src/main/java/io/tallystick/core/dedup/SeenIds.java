package io.tallystick.core.dedup;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The ids that an index has been shown since the last {@link #drain}, as bytes from which {@link
 * DeduplicationIndex#remember(byte[])} knows them again. For engines that cannot read the log again.
 *
 * <pre>
 * bytes    | u8 version | segments |                                        big endian
 * segment  | i64 arrival, the latest of the segment | i32 ids | ids |
 * id       | i64 lower half of the hash | u24 upper bits of the upper half |
 * </pre>
 *
 * <p>Single-threaded.
 */
public final class SeenIds {

  /*
   * A segment holds what was seen within one generation of the index. It says the latest arrival, so
   * that an id is never taken for older than it is, even by an index whose generations are shorter.
   */

  /** The version that is written. */
  static final int VERSION = 1;

  static final int ID_BYTES = 11;
  static final int SEGMENT_HEADER_BYTES = 12;

  private static final int BYTES_MIN = 1024;

  private byte[] bytes = new byte[BYTES_MIN];
  private int length;
  private int segmentAt;
  private int segmentIds;
  private long segmentGeneration;
  private long latestArrivalMillis;

  /** Forgets everything. */
  void clear() {
    length = 0;
    segmentIds = 0;
  }

  void add(long generation, long arrivalMillis, long order, int check) {
    if (length == 0 || generation != segmentGeneration) {
      beginSegment(generation);
    }
    ensure(ID_BYTES);
    latestArrivalMillis = arrivalMillis;
    putLong(bytes, length, order);
    bytes[length + 8] = (byte) (check >>> 16);
    bytes[length + 9] = (byte) (check >>> 8);
    bytes[length + 10] = (byte) check;
    length += ID_BYTES;
    segmentIds++;
  }

  private void beginSegment(long generation) {
    if (length == 0) {
      bytes[length++] = VERSION;
    } else {
      endSegment();
    }
    ensure(SEGMENT_HEADER_BYTES);
    segmentAt = length;
    length += SEGMENT_HEADER_BYTES;
    segmentIds = 0;
    segmentGeneration = generation;
  }

  private void endSegment() {
    ByteBuffer.wrap(bytes, segmentAt, SEGMENT_HEADER_BYTES)
        .putLong(latestArrivalMillis)
        .putInt(segmentIds);
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
  }

  /** Whether nothing was seen. */
  public boolean isEmpty() {
    return length == 0;
  }

  /** How long {@link #drain} would be. */
  public int bytes() {
    return length;
  }

  /** The latest arrival; meaningless while this is empty. */
  public long latestArrivalMillis() {
    return latestArrivalMillis;
  }

  /** What was seen, in an array that nobody else holds; begins anew. */
  public byte[] drain() {
    if (length > 0) {
      endSegment();
    }
    byte[] drained = Arrays.copyOf(bytes, length);
    // what one busy moment needed is not kept for ever
    if (length < bytes.length / 8 && bytes.length > BYTES_MIN) {
      bytes = new byte[bytes.length / 2];
    }
    clear();
    return drained;
  }

  /** Visits what {@link #drain} has returned. */
  interface Visitor {
    void segment(long arrivalMillis);

    void id(long order, int check);
  }

  /**
   * Reads what {@link #drain} has returned.
   *
   * @throws IllegalArgumentException when the bytes are something else
   */
  static void read(byte[] drained, Visitor visitor) {
    if (drained.length == 0) {
      return;
    }
    if (drained[0] != VERSION) {
      throw new IllegalArgumentException(
          "identities: version " + drained[0] + " (expected: " + VERSION + ")");
    }
    ByteBuffer in = ByteBuffer.wrap(drained, 1, drained.length - 1);
    while (in.hasRemaining()) {
      if (in.remaining() < SEGMENT_HEADER_BYTES) {
        throw broken(drained);
      }
      long arrivalMillis = in.getLong();
      int ids = in.getInt();
      if (arrivalMillis < 0 || ids < 1 || ids > in.remaining() / ID_BYTES) {
        throw broken(drained);
      }
      visitor.segment(arrivalMillis);
      for (int i = 0; i < ids; i++) {
        long order = in.getLong();
        visitor.id(order, (in.get() & 0xff) << 16 | (in.getShort() & 0xffff));
      }
    }
  }

  private static IllegalArgumentException broken(byte[] drained) {
    return new IllegalArgumentException("identities: " + drained.length
        + " bytes that are no segments (expected: what was seen, as it was drained)");
  }

  private static void putLong(byte[] target, int at, long value) {
    for (int i = 0; i < 8; i++) {
      target[at + i] = (byte) (value >>> 56 - 8 * i);
    }
  }
}
