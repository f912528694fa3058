package io.tallystick.core.log;

import io.tallystick.core.event.TextSlice;
import java.util.Arrays;

/**
 * The identity of an event as 128 bits, from which its partition and its deduplication follow.
 *
 * <p>It is {@link Murmur3} over these bytes, and so can be reproduced in any language:
 *
 * <pre>
 *   +---------------------------+--------------------+----------------+
 *   | length of source, u32, LE | source (UTF-8)     | id (UTF-8)     |
 *   +---------------------------+--------------------+----------------+
 *   partition = high (first 64 bits, unsigned) mod number of partitions
 * </pre>
 *
 * <p>The length keeps (source "a", id "bc") and (source "ab", id "c") apart. Reusable: the result
 * of the last {@link #of} is read from {@link #high()} and {@link #low()}. Single-threaded.
 */
public final class EventIdentity {

  /*
   * Most events of a request come from one source, so its prefix stays in the scratch bytes and
   * only the id is copied behind it.
   */

  private static final int LENGTH_BYTES = 4;

  private final Murmur3 murmur3 = new Murmur3();
  private byte[] scratch = new byte[128];
  private int prefixLength = LENGTH_BYTES;

  /** Computes the identity of the event {@code (source, id)}. */
  public void of(TextSlice source, TextSlice id) {
    if (!Arrays.equals(
        scratch,
        LENGTH_BYTES,
        prefixLength,
        source.bytes(),
        source.offset(),
        source.offset() + source.length())) {
      writePrefix(source);
    }
    int length = prefixLength + id.length();
    if (length > scratch.length) {
      scratch = Arrays.copyOf(scratch, Math.max(length, scratch.length * 2));
    }
    System.arraycopy(id.bytes(), id.offset(), scratch, prefixLength, id.length());
    murmur3.hash(scratch, 0, length);
  }

  /** The first 64 bits. */
  public long high() {
    return murmur3.high();
  }

  /** The last 64 bits. */
  public long low() {
    return murmur3.low();
  }

  /**
   * The partition, 0 to {@code partitions} - 1, of the event whose identity begins with {@code
   * high}.
   */
  public static int partition(long high, int partitions) {
    if (partitions <= 0) {
      throw new IllegalArgumentException("partitions: " + partitions + " (expected: > 0)");
    }
    if ((partitions & (partitions - 1)) == 0) {
      return (int) high & (partitions - 1);
    }
    return (int) Long.remainderUnsigned(high, partitions);
  }

  private void writePrefix(TextSlice source) {
    int length = source.length();
    prefixLength = LENGTH_BYTES + length;
    if (prefixLength > scratch.length) {
      scratch = new byte[Math.max(prefixLength, scratch.length * 2)];
    }
    for (int i = 0; i < LENGTH_BYTES; i++) {
      scratch[i] = (byte) (length >>> (8 * i));
    }
    System.arraycopy(source.bytes(), source.offset(), scratch, LENGTH_BYTES, length);
  }
}
