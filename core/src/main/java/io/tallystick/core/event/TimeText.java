package io.tallystick.core.event;

/**
 * Reads the text of a time: RFC 3339, or milliseconds since 1970-01-01T00:00Z.
 *
 * <p>RFC 3339 is read as follows.
 *
 * <ul>
 *   <li>{@code t} and {@code z} may be lower case; nothing else may stand in for {@code T}.
 *   <li>A fraction of a second has any number of digits; what is beyond milliseconds is cut off, so
 *       an event never moves into a later window.
 *   <li>A leap second, {@code :60}, exists at the end of a day in UTC only and is read as the last
 *       millisecond of that day: 23:59:59.999. So it is counted in the day that it belongs to.
 *   <li>Days that the calendar does not have, such as February 30, are no time.
 * </ul>
 */
public final class TimeText {

  /*
   * The twenty fixed places of 2026-11-22T10:15:30Z are read by position, without a loop or a
   * table: event times are read once per event. Days are counted after Howard Hinnant,
   * "chrono-Compatible Low-Level Date Algorithms" (2014), days_from_civil.
   */

  /** What is returned for a text that is no time. */
  public static final long NONE = Long.MIN_VALUE;

  private static final int SHORTEST = "2026-11-22T10:15:30Z".length();
  private static final int SECONDS_PER_DAY = 86_400;

  /** Digits of epoch milliseconds that always fit in a {@code long}. */
  private static final int EPOCH_DIGITS_MAX = 18;

  private TimeText() {}

  /** Milliseconds since 1970-01-01T00:00Z of either form, or {@link #NONE}. */
  public static long parse(byte[] bytes, int offset, int length) {
    long millis = parseEpochMillis(bytes, offset, length);
    return millis == NONE ? parseRfc3339(bytes, offset, length) : millis;
  }

  /** Milliseconds since 1970-01-01T00:00Z of an RFC 3339 text, or {@link #NONE}. */
  public static long parseRfc3339(byte[] bytes, int offset, int length) {
    if (length < SHORTEST) {
      return NONE;
    }
    int year = twoDigits(bytes, offset) * 100 + twoDigits(bytes, offset + 2);
    int month = twoDigits(bytes, offset + 5);
    int day = twoDigits(bytes, offset + 8);
    int hour = twoDigits(bytes, offset + 11);
    int minute = twoDigits(bytes, offset + 14);
    int second = twoDigits(bytes, offset + 17);
    boolean wellFormed = bytes[offset + 4] == '-'
        && bytes[offset + 7] == '-'
        && (bytes[offset + 10] | 0x20) == 't'
        && bytes[offset + 13] == ':'
        && bytes[offset + 16] == ':';
    // a place without a digit made its number so negative that no other can make up for it
    if (!wellFormed
        || year < 0
        || month < 1
        || month > 12
        || day < 1
        || (day > 28 && day > daysOfMonth(year, month))
        || (hour | minute | second) < 0
        || hour > 23
        || minute > 59
        || second > 60) {
      return NONE;
    }
    int at = offset + 19;
    int end = offset + length;
    int millis = 0;
    if (bytes[at] == '.') {
      int fraction = ++at;
      int weight = 100;
      for (; at < end && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
        millis += (bytes[at] - '0') * weight;
        weight /= 10;
      }
      if (at == fraction) {
        return NONE;
      }
    }
    int offsetMinutes = offsetMinutes(bytes, at, end);
    if (offsetMinutes == Integer.MIN_VALUE) {
      return NONE;
    }
    long seconds = epochDay(year, month, day) * SECONDS_PER_DAY
        + (hour * 60 + minute - offsetMinutes) * 60L
        + second;
    if (second == 60) {
      return Math.floorMod(seconds, SECONDS_PER_DAY) == 0 ? seconds * 1000 - 1 : NONE;
    }
    return seconds * 1000 + millis;
  }

  /**
   * The whole number in the text, as milliseconds since 1970-01-01T00:00Z, or {@link #NONE} when it
   * is no whole number in the syntax of JSON or has more than 18 digits.
   */
  public static long parseEpochMillis(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int first = length > 0 && bytes[offset] == '-' ? offset + 1 : offset;
    int digits = end - first;
    if (digits == 0 || digits > EPOCH_DIGITS_MAX || (bytes[first] == '0' && digits > 1)) {
      return NONE;
    }
    long millis = 0;
    for (int at = first; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      millis = millis * 10 + digit;
    }
    return first > offset ? -millis : millis;
  }

  /** The offset from UTC that ends the text, or {@code Integer.MIN_VALUE}. */
  private static int offsetMinutes(byte[] bytes, int at, int end) {
    if (at == end - 1 && (bytes[at] | 0x20) == 'z') {
      return 0;
    }
    if (at != end - 6 || (bytes[at] != '+' && bytes[at] != '-') || bytes[at + 3] != ':') {
      return Integer.MIN_VALUE;
    }
    int hours = twoDigits(bytes, at + 1);
    int minutes = twoDigits(bytes, at + 4);
    if ((hours | minutes) < 0 || hours > 23 || minutes > 59) {
      return Integer.MIN_VALUE;
    }
    int offset = hours * 60 + minutes;
    return bytes[at] == '-' ? -offset : offset;
  }

  /** The number at two places, or one below -1000 when these are not digits. */
  private static int twoDigits(byte[] bytes, int at) {
    int tens = bytes[at] - '0';
    int ones = bytes[at + 1] - '0';
    if (tens < 0 || tens > 9 || ones < 0 || ones > 9) {
      return -100_000;
    }
    return tens * 10 + ones;
  }

  private static int daysOfMonth(int year, int month) {
    if (month == 2) {
      boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
      return leap ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /** Days since 1970-01-01 of a day of the years 0 to 9999. */
  private static long epochDay(int year, int month, int day) {
    // the year begins in March, so that the leap day is its last; shifted by one era, so that
    // nothing is negative
    int shifted = year + 400 - (month <= 2 ? 1 : 0);
    int era = shifted / 400;
    int yearOfEra = shifted - era * 400;
    int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return (era - 1) * 146_097L + dayOfEra - 719_468;
  }
}
