package io.tallystick.protocol.query;

import io.tallystick.core.rollup.Calendar;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times as RFC 3339 in UTC. */
public final class UtcText {

  /** 0000-01-01T00:00:00Z and 9999-12-31T23:59:59.999Z: what four digits of a year can say. */
  private static final long MILLIS_MIN = -62_167_219_200_000L;

  private static final long MILLIS_MAX = 253_402_300_799_999L;

  private UtcText() {}

  /** Such as {@code 2026-11-22T10:15:00Z}, of a minute since the epoch. */
  public static String ofMinute(int minute) {
    return append(new StringBuilder(20), Calendar.millis(minute)).append('Z').toString();
  }

  /** Such as {@code 2026-11-22T10:15:30.250Z}; a time beyond all years is cut to the nearest. */
  public static String ofMillis(long millis) {
    long shown = Math.max(MILLIS_MIN, Math.min(MILLIS_MAX, millis));
    StringBuilder text = append(new StringBuilder(24), shown);
    return digits(text.append('.'), (int) Math.floorMod(shown, 1000L), 100)
        .append('Z')
        .toString();
  }

  private static StringBuilder append(StringBuilder text, long millis) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(Math.floorDiv(millis, 1000L), 0, ZoneOffset.UTC);
    digits(text, time.getYear(), 1000);
    digits(text.append('-'), time.getMonthValue(), 10);
    digits(text.append('-'), time.getDayOfMonth(), 10);
    digits(text.append('T'), time.getHour(), 10);
    digits(text.append(':'), time.getMinute(), 10);
    return digits(text.append(':'), time.getSecond(), 10);
  }

  private static StringBuilder digits(StringBuilder text, int number, int highest) {
    for (int unit = highest; unit > 0; unit /= 10) {
      text.append((char) ('0' + number / unit % 10));
    }
    return text;
  }
}
