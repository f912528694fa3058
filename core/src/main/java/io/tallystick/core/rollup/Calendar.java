package io.tallystick.core.rollup;

/**
 * Windows of the UTC calendar over minutes since 1970-01-01T00:00Z.
 *
 * <p>Month arithmetic follows Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2014).
 */
public final class Calendar {

  public static final int MINUTES_PER_HOUR = 60;
  public static final int MINUTES_PER_DAY = 1440;
  public static final long MILLIS_PER_MINUTE = 60_000L;

  /** First minute that can be counted: 0001-01-01T00:00Z. */
  public static final int MINUTE_MIN = -1_035_593_280;

  /** First minute that can no longer be counted: 4000-01-01T00:00Z. */
  public static final int MINUTE_END = 1_067_676_480;

  private Calendar() {}

  /** The minute that holds {@code millis}; the caller has checked the range. */
  public static int minute(long millis) {
    return (int) Math.floorDiv(millis, MILLIS_PER_MINUTE);
  }

  public static long millis(int minute) {
    return minute * MILLIS_PER_MINUTE;
  }

  public static int hourStart(int minute) {
    return minute - Math.floorMod(minute, MINUTES_PER_HOUR);
  }

  public static int dayStart(int minute) {
    return minute - Math.floorMod(minute, MINUTES_PER_DAY);
  }

  public static int monthStart(int minute) {
    int day = Math.floorDiv(minute, MINUTES_PER_DAY);
    return (day - dayOfMonth(day) + 1) * MINUTES_PER_DAY;
  }

  public static int nextMonthStart(int monthStart) {
    // day 32 of any month lies in the next one
    return monthStart(monthStart + 31 * MINUTES_PER_DAY);
  }

  /** Day of the month, 1 to 31, of a day counted from 1970-01-01. */
  private static int dayOfMonth(int epochDay) {
    int shifted = epochDay + 719_468;
    int era = Math.floorDiv(shifted, 146_097);
    int dayOfEra = shifted - era * 146_097;
    int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int shiftedMonth = (5 * dayOfYear + 2) / 153;
    return dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
  }
}
