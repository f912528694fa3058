package io.tallystick.core.publish;

import io.tallystick.core.ledger.CorruptRecordException;

/** Numbers from 0 up, seven bits a byte, the lowest first. Stateless. */
public final class Varints {

  /** Bytes of the largest one. */
  public static final int BYTES_MAX = 9;

  private Varints() {}

  /** Bytes of a number. */
  public static int size(long value) {
    int size = 1;
    for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
      size++;
    }
    return size;
  }

  /** Writes a number; returns the position after it. */
  public static int put(byte[] target, int begin, long value) {
    int at = begin;
    long rest = value;
    while (rest >= 0x80) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    return at;
  }

  /**
   * Reads a number.
   *
   * @param end of the bytes that it may have
   * @throws CorruptRecordException when it is none, or not in its short form
   */
  public static long get(byte[] bytes, int begin, int end) {
    long value = 0;
    for (int i = 0; i < BYTES_MAX; i++) {
      if (begin + i >= end) {
        throw new CorruptRecordException("number: ends early (expected: more bytes)");
      }
      byte next = bytes[begin + i];
      value |= (next & 0x7fL) << 7 * i;
      if (next >= 0) {
        if (next == 0 && i > 0) {
          throw new CorruptRecordException("number: longer than needed (expected: its short form)");
        }
        return value;
      }
    }
    throw new CorruptRecordException("number: too long (expected: < 2^63)");
  }
}
