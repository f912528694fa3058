package io.tallystick.core.ledger;

import java.util.Arrays;

/**
 * The fates of consecutive offsets as runs: a varint of {@code length << 2 | fate} each, so that a
 * stretch without duplicates costs some bytes and a wild mixture one byte an event.
 *
 * <p>Single-threaded while it is written.
 */
public final class FateRuns {

  /** Hears of one run after the other. */
  public interface Visitor {
    void run(Fate fate, long length);
  }

  private static final int RUN_BYTES_MAX = 10;
  private static final int FATE_MASK = 3;
  private static final int FATES = Fate.values().length;

  private byte[] bytes = new byte[64];
  private int size;
  private Fate current = Fate.COUNTED;
  private long length;

  /** The next offset has met {@code fate}. */
  public void add(Fate fate) {
    if (fate != current) {
      end();
      current = fate;
    }
    length++;
  }

  /** The runs so far. */
  public byte[] toByteArray() {
    // changes nothing: a commit and a reader may ask at the same time
    byte[] copy = Arrays.copyOf(bytes, size + RUN_BYTES_MAX);
    return Arrays.copyOf(copy, put(copy, size));
  }

  private void end() {
    if (bytes.length - size < RUN_BYTES_MAX) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    size = put(bytes, size);
    length = 0;
  }

  private int put(byte[] target, int begin) {
    if (length == 0) {
      return begin;
    }
    int at = begin;
    long rest = length << 2 | current.number();
    while ((rest & ~0x7fL) != 0) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    return at;
  }

  /**
   * The fate at one place.
   *
   * @param index 0 for the first; {@link Fate#IN_FLIGHT} when the runs end before it
   * @throws IllegalArgumentException when the bytes are no runs
   */
  public static Fate at(byte[] runs, long index) {
    long[] rest = {index};
    Fate[] found = {Fate.IN_FLIGHT};
    read(runs, 0, runs.length, (fate, length) -> {
      if (rest[0] >= 0 && rest[0] < length) {
        found[0] = fate;
      }
      rest[0] -= length;
    });
    return found[0];
  }

  /**
   * Reads runs.
   *
   * @throws IllegalArgumentException when the bytes are no runs
   */
  public static void read(byte[] bytes, int offset, int end, Visitor visitor) {
    int at = offset;
    while (at < end) {
      long value = 0;
      int shift = 0;
      byte next;
      do {
        if (at == end || shift > 63) {
          throw new IllegalArgumentException(
              "fates: broken at byte " + at + " (expected: varints of length and fate)");
        }
        next = bytes[at++];
        if (shift == 63 && next > 1) {
          throw new IllegalArgumentException(
              "fates: a number too large at byte " + at + " (expected: 64 bits)");
        }
        value |= (next & 0x7fL) << shift;
        shift += 7;
      } while (next < 0);
      if (value >>> 2 == 0) {
        throw new IllegalArgumentException("fates: an empty run (expected: at least 1 event)");
      }
      int fate = (int) value & FATE_MASK;
      if (fate >= FATES) {
        throw new IllegalArgumentException(
            "fates: a fate " + fate + " (expected: one that exists)");
      }
      visitor.run(Fate.of(fate), value >>> 2);
    }
  }
}
