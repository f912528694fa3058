package io.tallystick.core.query;

import io.tallystick.core.rollup.Calendar;

/**
 * A range of event time in whole minutes since 1970-01-01T00:00Z.
 *
 * @param start first minute, included
 * @param end first minute after it
 */
public record TimeRange(int start, int end) {

  public TimeRange {
    if (start < Calendar.MINUTE_MIN || end > Calendar.MINUTE_END) {
      throw new IllegalArgumentException("range: " + start + ".." + end + " (expected: within "
          + Calendar.MINUTE_MIN + ".." + Calendar.MINUTE_END + ")");
    }
    if (start >= end) {
      throw new IllegalArgumentException(
          "range: " + start + ".." + end + " (expected: start before end)");
    }
  }
}
