package io.tallystick.core.query;

import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that answer a range, in the order of time; together they cover every minute of the range
 * once and no other.
 */
record RangePlan(List<Step> steps) {

  /*
   * One row per month for its whole days, at most one row of hours and one of minutes at each end:
   * no other choice of rows takes fewer. A granularity caps the level, since a row of days cannot
   * tell its hours apart; what sticks out of the windows at both ends is read from finer rows.
   */

  /**
   * One row and the part of it that counts.
   *
   * @param childFrom first child, included
   * @param childTo first child after them
   */
  record Step(Level level, int parent, int childFrom, int childTo) {}

  /** Everything, ever: one row. */
  static final RangePlan ALL_TIME = new RangePlan(List.of(new Step(Level.ALL, 0, 0, 1)));

  RangePlan {
    steps = List.copyOf(steps);
  }

  /**
   * The fewest rows for {@code range}, whose children do not cross a window of {@code granularity};
   * without a granularity the range is one window.
   */
  static RangePlan of(@Nullable TimeRange range, @Nullable Granularity granularity) {
    if (range == null) {
      return ALL_TIME;
    }
    Level coarsest = granularity == null ? Level.DAY : granularity.level();
    List<Step> steps = new ArrayList<>();
    int at = range.start();
    while (at < range.end()) {
      Level level = level(at, range.end(), coarsest);
      int parent = level.parent(at);
      int childMinutes = level.childStart(parent, 1) - parent;
      // the end is cut to whole children: the rest is the next step's
      int end = Math.min(range.end(), level.parentEnd(parent));
      int children = (end - at) / childMinutes;
      int childFrom = level.child(at);
      steps.add(new Step(level, parent, childFrom, childFrom + children));
      at += children * childMinutes;
    }
    return new RangePlan(steps);
  }

  /** The coarsest level that has a whole child at {@code at}. */
  private static Level level(int at, int end, Level coarsest) {
    if (coarsest == Level.DAY
        && at == Calendar.dayStart(at)
        && end - at >= Calendar.MINUTES_PER_DAY) {
      return Level.DAY;
    }
    if (coarsest != Level.MINUTE
        && at == Calendar.hourStart(at)
        && end - at >= Calendar.MINUTES_PER_HOUR) {
      return Level.HOUR;
    }
    return Level.MINUTE;
  }

  /** How many rows {@link #of} would take at most, without making them. */
  static int rowsMax(@Nullable TimeRange range, @Nullable Granularity granularity) {
    if (range == null) {
      return 1;
    }
    Granularity rows = switch (granularity == null ? Granularity.MONTH : granularity) {
      case MINUTE -> Granularity.HOUR;
      case HOUR -> Granularity.DAY;
      case DAY, MONTH -> Granularity.MONTH;
    };
    return rows.windows(range) + 4;
  }
}
