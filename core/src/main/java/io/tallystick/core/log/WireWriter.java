package io.tallystick.core.log;

/** Writes Protobuf primitives into an array of exactly the right size. */
final class WireWriter {

  private final byte[] bytes;
  private int position;

  WireWriter(int size) {
    this.bytes = new byte[size];
  }

  /** Bytes of {@code value} as a varint, 1 to 10. */
  static int varintBytes(long value) {
    // 7 bits in a byte: 64 - zeros bits divided by 7, rounded up, without a division
    return (640 - Long.numberOfLeadingZeros(value) * 9) >>> 6;
  }

  /** Maps small numbers of either sign to small varints. */
  static long zigzag(long value) {
    return value << 1 ^ value >> 63;
  }

  /** Writes {@code value} as a varint and returns the position behind it. */
  static int putVarint(byte[] bytes, int position, long value) {
    int at = position;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    return at;
  }

  void varint(long value) {
    position = putVarint(bytes, position, value);
  }

  /** Writes {@code values[i] - bias} for the first {@code count} values, end to end. */
  void varints(long[] values, int count, long bias) {
    byte[] target = bytes;
    int at = position;
    for (int i = 0; i < count; i++) {
      long value = values[i] - bias;
      if (value >>> 7 == 0) {
        target[at++] = (byte) value;
      } else {
        at = putVarint(target, at, value);
      }
    }
    position = at;
  }

  void bytes(byte[] source, int length) {
    System.arraycopy(source, 0, bytes, position, length);
    position += length;
  }

  /** The array, which must be full. */
  byte[] toByteArray() {
    assert position == bytes.length : "position: " + position + " of " + bytes.length;
    return bytes;
  }
}
