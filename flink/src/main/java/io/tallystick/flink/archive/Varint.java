package io.tallystick.flink.archive;

/** Numbers that are mostly small, in few bytes. Stateless. */
final class Varint {

  static final int BYTES_MAX = 10;

  private Varint() {}

  /** Writes a number that is not negative; returns the position after it. */
  static int put(byte[] target, int begin, long number) {
    int at = begin;
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    return at;
  }

  /** Reads one number after the other. */
  static final class Reader {

    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean hasNext() {
      return at < bytes.length;
    }

    long next() {
      long number = 0;
      for (int shift = 0; ; shift += 7) {
        if (at >= bytes.length || shift > 63) {
          throw new IllegalStateException(
              "varint: broken at byte " + at + " of " + bytes.length + " (expected: its end)");
        }
        byte next = bytes[at++];
        number |= (next & 0x7fL) << shift;
        if (next >= 0) {
          return number;
        }
      }
    }
  }
}
