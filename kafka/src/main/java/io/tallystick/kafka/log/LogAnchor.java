package io.tallystick.kafka.log;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the events of one partition begin in the topic, as whoever counts them has published it.
 *
 * @param offset of the first event that is not behind the anchor
 * @param arrivalMillis of the last event behind it; arrivals after it are not earlier
 * @param positions for each topic partition that has held events of the partition: the position
 *     after the last of them that is behind the anchor
 */
public record LogAnchor(long offset, long arrivalMillis, SortedMap<Integer, Long> positions) {

  /** The beginning of the topic. */
  public static final LogAnchor BEGIN = new LogAnchor(0, Long.MIN_VALUE, new TreeMap<>());

  public LogAnchor {
    if (offset < 0) {
      throw new IllegalArgumentException("offset: " + offset + " (expected: >= 0)");
    }
    positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
  }
}
