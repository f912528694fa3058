package io.tallystick.core.rollup;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Count, sum, minimum and maximum of the values in one window. Merging is commutative and
 * associative. Mutable and single-threaded.
 */
public final class Aggregate {

  /*
   * Sum, minimum and maximum are signed 128-bit integers of billionths (high, low): the finest
   * value has nine fractional digits, and 10^11 values of the largest magnitude fit before the
   * sum overflows, which is detected and never wraps.
   */

  /** Digits after the decimal point that every number here is held with. */
  public static final int SCALE = 9;

  private static final long[] TEN_TO_THE = {
    1L, 10L, 100L, 1_000L, 10_000L, 100_000L, 1_000_000L, 10_000_000L, 100_000_000L, 1_000_000_000L
  };

  long count;
  long sumHigh;
  long sumLow;
  long minHigh;
  long minLow;
  long maxHigh;
  long maxLow;

  /** Forgets everything. */
  public void clear() {
    count = 0;
    sumHigh = sumLow = minHigh = minLow = maxHigh = maxLow = 0;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  public long count() {
    return count;
  }

  /** The exact sum. */
  public BigDecimal sum() {
    return decimal(sumHigh, sumLow);
  }

  /** The smallest value; meaningless when empty. */
  public BigDecimal min() {
    return decimal(minHigh, minLow);
  }

  /** The largest value; meaningless when empty. */
  public BigDecimal max() {
    return decimal(maxHigh, maxLow);
  }

  /** Upper 64 bits of the sum in billionths; for sums of many series that make no objects. */
  public long sumHigh() {
    return sumHigh;
  }

  /** Lower 64 bits of the sum in billionths. */
  public long sumLow() {
    return sumLow;
  }

  /** Upper 64 bits of the minimum in billionths; meaningless when empty. */
  public long minHigh() {
    return minHigh;
  }

  /** Lower 64 bits of the minimum in billionths; meaningless when empty. */
  public long minLow() {
    return minLow;
  }

  /** Upper 64 bits of the maximum in billionths; meaningless when empty. */
  public long maxHigh() {
    return maxHigh;
  }

  /** Lower 64 bits of the maximum in billionths; meaningless when empty. */
  public long maxLow() {
    return maxLow;
  }

  /**
   * Adds one value, {@code unscaled / 10^scale} with a scale of 0 to 9.
   *
   * @throws ArithmeticException when the sum would overflow; nothing has changed then
   */
  public void add(long unscaled, int scale) {
    long factor = TEN_TO_THE[SCALE - scale];
    long high = Math.multiplyHigh(unscaled, factor);
    long low = unscaled * factor;
    merge(1, high, low, high, low, high, low);
  }

  /**
   * Adds all of {@code other}.
   *
   * @throws ArithmeticException when the sum or the count would overflow; nothing has changed then
   */
  public void merge(Aggregate other) {
    merge(
        other.count,
        other.sumHigh,
        other.sumLow,
        other.minHigh,
        other.minLow,
        other.maxHigh,
        other.maxLow);
  }

  /** As {@link #merge(Aggregate)}, from bare numbers. */
  void merge(long addCount, long addHigh, long addLow, long minH, long minL, long maxH, long maxL) {
    if (addCount == 0) {
      return;
    }
    long newCount = Math.addExact(count, addCount);
    long low = sumLow + addLow;
    long carry = Long.compareUnsigned(low, addLow) < 0 ? 1 : 0;
    long high = sumHigh + addHigh + carry;
    // both operands of one sign and the result of the other: the 128 bits overflowed
    if (((sumHigh ^ high) & (addHigh ^ high)) < 0) {
      throw new ArithmeticException("sum: overflow (expected: within 128 bits of billionths)");
    }
    if (count == 0 || compare(minH, minL, minHigh, minLow) < 0) {
      minHigh = minH;
      minLow = minL;
    }
    if (count == 0 || compare(maxH, maxL, maxHigh, maxLow) > 0) {
      maxHigh = maxH;
      maxLow = maxL;
    }
    sumHigh = high;
    sumLow = low;
    count = newCount;
  }

  /** Adds the value 1 {@code times} times. */
  void mergeOnes(long times) {
    long one = TEN_TO_THE[SCALE];
    merge(times, Math.multiplyHigh(times, one), times * one, 0, one, 0, one);
  }

  /** As {@link #merge(Aggregate)}, from seven longs. */
  void mergeFrom(long[] source, int at) {
    merge(
        source[at],
        source[at + 1],
        source[at + 2],
        source[at + 3],
        source[at + 4],
        source[at + 5],
        source[at + 6]);
  }

  /** What a value with {@code scale} fractional digits is multiplied by to become billionths. */
  public static long factor(int scale) {
    return TEN_TO_THE[SCALE - scale];
  }

  public static int compare(long highA, long lowA, long highB, long lowB) {
    int byHigh = Long.compare(highA, highB);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(lowA, lowB);
  }

  /** A signed 128-bit integer of billionths as a number without trailing zeros. */
  public static BigDecimal decimal(long high, long low) {
    BigInteger unscaled;
    if (high == low >> 63) {
      unscaled = BigInteger.valueOf(low);
    } else {
      byte[] bytes = new byte[16];
      for (int i = 0; i < 8; i++) {
        bytes[i] = (byte) (high >>> (56 - 8 * i));
        bytes[8 + i] = (byte) (low >>> (56 - 8 * i));
      }
      unscaled = new BigInteger(bytes);
    }
    if (unscaled.signum() == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal exact = new BigDecimal(unscaled, SCALE).stripTrailingZeros();
    return exact.scale() < 0 ? exact.setScale(0) : exact;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Aggregate other
        && count == other.count
        && sumHigh == other.sumHigh
        && sumLow == other.sumLow
        && minHigh == other.minHigh
        && minLow == other.minLow
        && maxHigh == other.maxHigh
        && maxLow == other.maxLow;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(count * 31 + sumLow);
  }

  @Override
  public String toString() {
    return isEmpty()
        ? "empty"
        : "count=" + count + " sum=" + sum() + " min=" + min() + " max=" + max();
  }
}
