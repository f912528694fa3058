package io.tallystick.core.rollup;

/**
 * How rollups are grouped into rows: a row holds the windows of one granularity inside one parent
 * window, for one series and one partition.
 *
 * <p>The sum of a row is the window of the next coarser granularity: the sum of the {@link #DAY}
 * row is the month. So any range of time is answered with one row per month, and at most two {@link
 * #HOUR} rows and two {@link #MINUTE} rows for its ragged ends.
 */
public enum Level {
  /** One window: everything. The parent is 0, the only child has index 0. */
  ALL(0),
  /** Days of a month: child index 0 is the first. The parent is the month's start. */
  DAY(1),
  /** Hours of a day, 0 to 23. The parent is the day's start. */
  HOUR(2),
  /** Minutes of an hour, 0 to 59. The parent is the hour's start. */
  MINUTE(3);

  private final int number;

  Level(int number) {
    this.number = number;
  }

  /** The number that stands in row keys; never reused. */
  public int number() {
    return number;
  }

  /** Start of the row that holds {@code minute}; both are minutes since 1970-01-01T00:00Z. */
  public int parent(int minute) {
    return switch (this) {
      case ALL -> 0;
      case DAY -> Calendar.monthStart(minute);
      case HOUR -> Calendar.dayStart(minute);
      case MINUTE -> Calendar.hourStart(minute);
    };
  }

  /** First minute after the row that begins at {@code parent}. */
  public int parentEnd(int parent) {
    return switch (this) {
      case ALL -> Integer.MAX_VALUE;
      case DAY -> Calendar.nextMonthStart(parent);
      case HOUR -> parent + Calendar.MINUTES_PER_DAY;
      case MINUTE -> parent + Calendar.MINUTES_PER_HOUR;
    };
  }

  /** Which child of its row {@code minute} belongs to. */
  public int child(int minute) {
    return switch (this) {
      case ALL -> 0;
      case DAY ->
        (Calendar.dayStart(minute) - Calendar.monthStart(minute)) / Calendar.MINUTES_PER_DAY;
      case HOUR -> (minute - Calendar.dayStart(minute)) / Calendar.MINUTES_PER_HOUR;
      case MINUTE -> minute - Calendar.hourStart(minute);
    };
  }

  /** First minute of child {@code child} in the row that begins at {@code parent}. */
  public int childStart(int parent, int child) {
    return switch (this) {
      case ALL -> parent;
      case DAY -> parent + child * Calendar.MINUTES_PER_DAY;
      case HOUR -> parent + child * Calendar.MINUTES_PER_HOUR;
      case MINUTE -> parent + child;
    };
  }
}
