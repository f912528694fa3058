package io.tallystick.cli.send;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which lines of an input need not be sent again. Not thread-safe. */
final class AcknowledgedLines {

  /*
   * Requests are acknowledged out of order, but only a few are under way at a time. So the set is
   * one long range from the first line, and at most as many short ones above it as there are
   * requests.
   */

  /** Lines from the first to the last, both included. */
  record Range(long first, long last) {}

  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  AcknowledgedLines(List<Range> ranges) {
    ranges.forEach(range -> add(range.first, range.last));
  }

  /** Adds the lines from {@code first} to {@code last}; some may be there already. */
  void add(long first, long last) {
    if (first < 1 || last < first) {
      throw new IllegalArgumentException(
          "lines: " + first + ".." + last + " (expected: at least one, from 1)");
    }
    long start = first;
    long end = last;
    Map.Entry<Long, Long> before = ranges.floorEntry(first);
    if (before != null && before.getValue() >= first - 1) {
      start = before.getKey();
      end = Math.max(end, before.getValue());
    }
    Map.Entry<Long, Long> after = ranges.higherEntry(start);
    while (after != null && after.getKey() <= end + 1) {
      end = Math.max(end, after.getValue());
      ranges.remove(after.getKey());
      after = ranges.higherEntry(start);
    }
    ranges.put(start, end);
  }

  boolean contains(long line) {
    Map.Entry<Long, Long> range = ranges.floorEntry(line);
    return range != null && line <= range.getValue();
  }

  /** The ranges in order; no two of them touch. */
  List<Range> ranges() {
    List<Range> list = new ArrayList<>();
    ranges.forEach((first, last) -> list.add(new Range(first, last)));
    return list;
  }
}
