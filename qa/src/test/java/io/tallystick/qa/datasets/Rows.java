package io.tallystick.qa.datasets;

import java.time.Instant;
import java.util.List;

/** What answers have in common: rows that begin with a name or a window, then numbers. */
final class Rows {

  private Rows() {}

  /** The window with the largest number, the earliest of equals. */
  static List<Object> busiest(List<List<Object>> points) {
    List<Object> busiest = points.get(0);
    for (List<Object> point : points) {
      if (number(point.get(1)) > number(busiest.get(1))) {
        busiest = point;
      }
    }
    return busiest;
  }

  static long number(Object value) {
    return ((Number) value).longValue();
  }

  /** The parameters of one hour, given as {@code 1995-08-01T17}. */
  static String hour(String hour) {
    Instant start = Instant.parse(hour + ":00:00Z");
    return "&start=" + start + "&end=" + start.plusSeconds(3600);
  }
}
