package io.tallystick.archive.recount;

import io.tallystick.core.recount.RecountRequest;
import io.tallystick.core.rollup.Level;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which windows are compared and how, as SQL over a column {@code minute}, the start of a window.
 *
 * @param request what is asked for
 * @param exactFrom for a partition of which not all events can be read: windows that begin at or
 *     after this minute hold none of those that are missing
 */
record Windows(RecountRequest request, Map<Integer, Integer> exactFrom) {

  Windows {
    exactFrom = new TreeMap<>(exactFrom);
  }

  /** Whether any window of the level can be compared at all. */
  boolean compares(Level level) {
    return level != Level.ALL || request.isWholeTime();
  }

  /** Whether a window that begins at {@code minute} lies wholly in the range. */
  boolean holds(Level level, int minute) {
    return level == Level.ALL
        ? request.isWholeTime()
        : request.holds(minute, Math.addExact(minute, minutes(level)));
  }

  /** SQL: whether the window of that level lies wholly in the range. */
  String holds(Level level, String minute) {
    if (level == Level.ALL) {
      return request.isWholeTime() ? "true" : "false";
    }
    String from = request.minuteFrom() == null ? "true" : minute + " >= " + request.minuteFrom();
    String end = request.minuteEnd() == null
        ? "true"
        : minute + " + " + minutes(level) + " <= " + request.minuteEnd();
    return "(" + from + " AND " + end + ")";
  }

  /** SQL: whether every event of the window that begins at {@code minute} could be read. */
  String isExact(Level level, String partition, String minute) {
    if (exactFrom.isEmpty()) {
      return "true";
    }
    StringBuilder sql = new StringBuilder("(CASE ").append(partition);
    exactFrom.forEach((number, from) -> sql.append(" WHEN ")
        .append(number)
        .append(" THEN ")
        .append(level == Level.ALL ? "false" : minute + " >= " + from));
    return sql.append(" ELSE true END)").toString();
  }

  /** Minutes of one window; {@link Level#ALL} has none. */
  static int minutes(Level level) {
    return switch (level) {
      case MINUTE -> 1;
      case HOUR -> 60;
      case DAY -> 1440;
      case ALL -> throw new IllegalArgumentException("level: ALL (expected: a finite one)");
    };
  }

  /** Windows that a row of the level can hold. */
  static int children(Level level) {
    return switch (level) {
      case MINUTE -> 60;
      case HOUR -> 24;
      case DAY -> 31;
      case ALL -> 1;
    };
  }

  /** SQL: the window of that level that {@code minute} lies in. */
  static String start(Level level, String minute) {
    return level == Level.ALL
        ? "0"
        : "CAST(floor(" + minute + " / " + minutes(level) + "::DOUBLE) * " + minutes(level)
            + " AS INTEGER)";
  }

  /** SQL: the start of the row that holds the window of that level. */
  static String parent(Level level, String minute) {
    return switch (level) {
      case MINUTE -> start(Level.HOUR, minute);
      case HOUR -> start(Level.DAY, minute);
      case DAY ->
        "CAST(epoch_us(date_trunc('month', make_timestamp(" + minute
            + "::BIGINT * 60000000))) // 60000000 AS INTEGER)";
      case ALL -> "0";
    };
  }
}
