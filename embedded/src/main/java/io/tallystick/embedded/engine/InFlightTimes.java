package io.tallystick.embedded.engine;

/**
 * The earliest event time among the entries of one partition that are durable and not yet counted.
 * Thread-safe.
 */
final class InFlightTimes {

  /*
   * A monotonic queue: an entry that is followed by one with an earlier time can never be the
   * minimum again, so it is dropped; times in the queue only grow and the first is the minimum. At
   * its limit the queue joins its last two, which answers too early rather than too late.
   */

  /** What {@link #min()} returns when nothing is in flight. */
  static final long NONE = Long.MAX_VALUE;

  private static final int LENGTH_MAX = 4096;

  private final long[] ends = new long[LENGTH_MAX];
  private final long[] times = new long[LENGTH_MAX];
  private int first;
  private int length;

  synchronized void appended(long end, long timeMillisMin) {
    while (length > 0 && times[at(length - 1)] >= timeMillisMin) {
      length--;
    }
    if (length == LENGTH_MAX) {
      ends[at(length - 1)] = end;
      return;
    }
    ends[at(length)] = end;
    times[at(length)] = timeMillisMin;
    length++;
  }

  synchronized void processed(long offset) {
    while (length > 0 && ends[first] <= offset) {
      first = (first + 1) % LENGTH_MAX;
      length--;
    }
  }

  synchronized long min() {
    return length == 0 ? NONE : times[first];
  }

  private int at(int index) {
    return (first + index) % LENGTH_MAX;
  }
}
