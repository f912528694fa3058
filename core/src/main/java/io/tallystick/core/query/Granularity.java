package io.tallystick.core.query;

import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Level;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The length of the windows of a series of points; UTC. */
public enum Granularity {
  MINUTE(Level.MINUTE),
  HOUR(Level.HOUR),
  DAY(Level.DAY),
  MONTH(Level.DAY);

  private final Level level;
  private final String text = name().toLowerCase(Locale.ROOT);

  Granularity(Level level) {
    this.level = level;
  }

  /** The name in requests and answers, such as {@code hour}. */
  public String text() {
    return text;
  }

  /** The granularity of that name in requests, or null. */
  public static @Nullable Granularity of(String text) {
    for (Granularity granularity : values()) {
      if (granularity.text.equals(text)) {
        return granularity;
      }
    }
    return null;
  }

  /** The coarsest level whose children never cross the border of a window. */
  Level level() {
    return level;
  }

  /** Start of the window that holds {@code minute}. */
  public int windowStart(int minute) {
    return switch (this) {
      case MINUTE -> minute;
      case HOUR -> Calendar.hourStart(minute);
      case DAY -> Calendar.dayStart(minute);
      case MONTH -> Calendar.monthStart(minute);
    };
  }

  /** How many windows the range touches. */
  public int windows(TimeRange range) {
    int first = windowStart(range.start());
    int last = windowStart(range.end() - 1);
    return switch (this) {
      case MINUTE -> last - first + 1;
      case HOUR -> (last - first) / Calendar.MINUTES_PER_HOUR + 1;
      case DAY -> (last - first) / Calendar.MINUTES_PER_DAY + 1;
      case MONTH -> {
        int months = 1;
        for (int month = first; month < last; month = Calendar.nextMonthStart(month)) {
          months++;
        }
        yield months;
      }
    };
  }
}
