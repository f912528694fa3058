package io.tallystick.core.query;

import io.tallystick.core.rollup.Dimension;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the series of one type and dimension whose function is largest.
 *
 * @param type the event type
 * @param dimension what the series are told apart by
 * @param filters values that some names of {@code dimension} must have, at least one name is free;
 *     usually none
 * @param function what they are ranked by
 * @param range null: all time
 * @param k how many at most
 */
public record TopQuery(
    String type,
    Dimension dimension,
    Map<String, String> filters,
    Function function,
    @Nullable TimeRange range,
    int k) {

  public TopQuery {
    filters = Map.copyOf(filters);
    if (type.isEmpty()) {
      throw new IllegalArgumentException("type: empty (expected: an event type)");
    }
    if (!dimension.names().containsAll(filters.keySet())
        || filters.size() >= dimension.names().size()) {
      throw new IllegalArgumentException(
          "filters: " + filters + " (expected: some, not all, of " + dimension.names() + ")");
    }
    if (k <= 0) {
      throw new IllegalArgumentException("k: " + k + " (expected: > 0)");
    }
  }
}
