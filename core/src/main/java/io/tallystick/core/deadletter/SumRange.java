package io.tallystick.core.deadletter;

import io.tallystick.core.rollup.Aggregate;

/**
 * Keeps every sum of a partition in the range in which it is exact.
 *
 * <p>Adds up the magnitudes of all values that were counted, in billionths. No sum over any of these
 * events can be larger, whichever series and window it is for, so as long as this one stays below
 * its limit all of them are exact, and none of them need be looked up to know that.
 *
 * <p>Single-threaded.
 */
public final class SumRange {

  private final long highMax;
  private long high;
  private long low;

  /**
   * @param partitions how many share the 127 bits of a sum
   */
  public static SumRange of(int partitions) {
    return new SumRange(Long.MAX_VALUE / partitions);
  }

  /**
   * @param highMax largest sum of magnitudes, in units of 2^64 billionths
   */
  public SumRange(long highMax) {
    this.highMax = highMax;
  }

  /** Continues where a commit left off. */
  public void restore(long high, long low) {
    this.high = high;
    this.low = low;
  }

  /**
   * Takes the magnitude of a value in.
   *
   * @return false when that would go beyond the limit; then nothing has changed
   */
  public boolean add(long unscaled, int scale) {
    long magnitude = Math.abs(unscaled);
    long factor = Aggregate.factor(scale);
    long addLow = magnitude * factor;
    long addHigh = Math.multiplyHigh(magnitude, factor);
    long newLow = low + addLow;
    long carry = Long.compareUnsigned(newLow, low) < 0 ? 1 : 0;
    // a magnitude has at most 18 digits: its high half is far from the limit of a long
    long newHigh = high + addHigh + carry;
    if (newHigh >= highMax) {
      return false;
    }
    high = newHigh;
    low = newLow;
    return true;
  }

  /** The sum so far, upper half. */
  public long high() {
    return high;
  }

  /** The sum so far, lower half. */
  public long low() {
    return low;
  }
}
