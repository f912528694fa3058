package io.tallystick.archive.recount;

/**
 * Steps through the entries of a stored row and reads each as it is: nothing is added up. Read by
 * what {@link io.tallystick.core.rollup.RollupRowLayout} documents and not by its code. Reusable,
 * single-threaded.
 */
final class RowEntries {

  /*
   * Numbers are 128-bit integers of billionths, as pairs of longs. A row in which the sums of one
   * window could not be added up within 128 bits is called corrupt here, because no commit writes
   * such a row and SQL would stop at the overflow.
   */

  private static final long BILLIONTHS = 1_000_000_000L;
  private static final int ALL_ONES = 0x80;
  private static final int SINGLE = 0x40;
  private static final int SCALE_MASK = 0x0f;
  private static final int SCALE_MAX = 9;

  private byte[] row = new byte[0];
  private int at;
  private long high;
  private long low;

  /** Sum of the magnitudes of all sums of the row, upper half. */
  private long magnitudeHigh;

  private long magnitudeLow;

  int begin;
  int child;
  long count;
  long sumHigh;
  long sumLow;
  long minHigh;
  long minLow;
  long maxHigh;
  long maxLow;

  void open(byte[] value) {
    row = value;
    at = 0;
    magnitudeHigh = 0;
    magnitudeLow = 0;
  }

  /** Where the next entry begins, after the last one the length of the row. */
  int position() {
    return at;
  }

  /** Reads the next entry, of which the child is below {@code children}; false after the last. */
  boolean next(int children) throws CorruptRow {
    if (at == row.length) {
      return false;
    }
    begin = at;
    child = octet();
    int shape = octet();
    varint();
    count = low;
    if (child >= children) {
      throw new CorruptRow("window: " + child + " (expected: < " + children + ")");
    }
    if (high != 0 || count <= 0) {
      throw new CorruptRow("count: " + count + " (expected: > 0)");
    }
    if (shape == ALL_ONES) {
      sumHigh = Math.multiplyHigh(count, BILLIONTHS);
      sumLow = count * BILLIONTHS;
      minHigh = maxHigh = 0;
      minLow = maxLow = BILLIONTHS;
    } else {
      numbers(shape);
    }
    addMagnitude();
    return true;
  }

  private void numbers(int shape) throws CorruptRow {
    int scale = shape & SCALE_MASK;
    if (scale > SCALE_MAX || (shape & ~(SINGLE | SCALE_MASK)) != 0) {
      throw new CorruptRow("shape: " + shape + " (expected: 0x80, 0x40..0x49, 0..9)");
    }
    number(scale);
    sumHigh = minHigh = maxHigh = high;
    sumLow = minLow = maxLow = low;
    if ((shape & SINGLE) == 0) {
      number(scale);
      minHigh = high;
      minLow = low;
      number(scale);
      maxHigh = high;
      maxLow = low;
    }
    boolean ordered =
        minHigh < maxHigh || minHigh == maxHigh && Long.compareUnsigned(minLow, maxLow) <= 0;
    if (!ordered) {
      throw new CorruptRow("minimum: above the maximum (expected: at most it)");
    }
  }

  private void number(int scale) throws CorruptRow {
    varint();
    long sign = -(low & 1);
    low = (low >>> 1 | high << 63) ^ sign;
    high = high >>> 1 ^ sign;
    long factor = 1;
    for (int digit = scale; digit < SCALE_MAX; digit++) {
      factor *= 10;
    }
    if (factor > 1) {
      if (high != low >> 63) {
        throw new CorruptRow("number: more than 64 bits (expected: only with 9 digits)");
      }
      high = Math.multiplyHigh(low, factor);
      low *= factor;
    }
  }

  private void addMagnitude() throws CorruptRow {
    long absoluteHigh = sumHigh;
    long absoluteLow = sumLow;
    if (sumHigh < 0) {
      absoluteLow = -sumLow;
      absoluteHigh = ~sumHigh + (absoluteLow == 0 ? 1 : 0);
    }
    magnitudeLow += absoluteLow;
    long carry = Long.compareUnsigned(magnitudeLow, absoluteLow) < 0 ? 1 : 0;
    magnitudeHigh += absoluteHigh + carry;
    if (absoluteHigh < 0 || magnitudeHigh < 0) {
      throw new CorruptRow("sum: beyond 127 bits (expected: within)");
    }
  }

  private void varint() throws CorruptRow {
    high = 0;
    low = 0;
    for (int shift = 0; shift < 133; shift += 7) {
      int octet = octet();
      long bits = octet & 0x7f;
      if (shift < 64) {
        low |= bits << shift;
        if (shift > 57) {
          high |= bits >>> (64 - shift);
        }
      } else {
        high |= bits << (shift - 64);
      }
      if (octet < 0x80) {
        return;
      }
    }
    throw new CorruptRow("number: too long (expected: <= 19 bytes)");
  }

  private int octet() throws CorruptRow {
    if (at >= row.length) {
      throw new CorruptRow("entry: ends early at byte " + at + " (expected: more)");
    }
    return row[at++] & 0xff;
  }
}
