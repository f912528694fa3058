package io.tallystick.archive.recount;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/** Writes entries of rows with three numbers of nine digits; the next fold makes them shorter. */
final class RowEntryWriter {

  private static final int THREE_NUMBERS_OF_NINE_DIGITS = 9;
  private static final BigInteger SEVEN_BITS = BigInteger.valueOf(0x7f);

  private RowEntryWriter() {}

  static void put(
      ByteArrayOutputStream target,
      int child,
      BigInteger count,
      BigInteger sum,
      BigInteger min,
      BigInteger max) {
    target.write(child);
    target.write(THREE_NUMBERS_OF_NINE_DIGITS);
    putVarint(target, count);
    putVarint(target, zigzag(sum));
    putVarint(target, zigzag(min));
    putVarint(target, zigzag(max));
  }

  private static BigInteger zigzag(BigInteger number) {
    BigInteger twice = number.shiftLeft(1);
    return number.signum() < 0 ? twice.not() : twice;
  }

  private static void putVarint(ByteArrayOutputStream target, BigInteger number) {
    BigInteger rest = number;
    while (rest.bitLength() > 7) {
      target.write(rest.and(SEVEN_BITS).intValue() | 0x80);
      rest = rest.shiftRight(7);
    }
    target.write(rest.intValue());
  }
}
