package io.tallystick.core.ledger;

/**
 * What became of the events of one partition that arrived within one hour.
 *
 * @param hour hours since 1970-01-01T00:00Z, by the arrival
 * @param firstOffset offset of the first of them
 * @param tally of those that have a fate
 */
public record HourTally(long hour, long firstOffset, Tally tally) {

  /** Length of an hour in milliseconds. */
  public static final long MILLIS = 3_600_000;

  /** The hour of an arrival. */
  public static long hour(long arrivalMillis) {
    return Math.floorDiv(arrivalMillis, MILLIS);
  }

  /** Offset after the last of those that have a fate. */
  public long endOffset() {
    return firstOffset + tally.total();
  }
}
