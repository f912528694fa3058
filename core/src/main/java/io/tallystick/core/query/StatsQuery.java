package io.tallystick.core.query;

import io.tallystick.core.rollup.Dimension;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for functions of some series of one type, in total or as points.
 *
 * @param type the event type
 * @param dimension what the series are told apart by; {@link Dimension#TOTAL} for all events of the
 *     type
 * @param series the values of each series, one for each name of {@code dimension}; at least one
 * @param functions at least one, each once
 * @param range null: all time
 * @param granularity null: one number instead of points; needs a range
 */
public record StatsQuery(
    String type,
    Dimension dimension,
    List<List<String>> series,
    List<Function> functions,
    @Nullable TimeRange range,
    @Nullable Granularity granularity) {

  public StatsQuery {
    functions = List.copyOf(functions);
    series = series.stream().map(List::copyOf).toList();
    if (type.isEmpty()) {
      throw new IllegalArgumentException("type: empty (expected: an event type)");
    }
    for (List<String> values : series) {
      if (values.size() != dimension.names().size()) {
        throw new IllegalArgumentException(
            "values: " + values + " (expected: one for each of " + dimension.names() + ")");
      }
    }
    if (series.isEmpty()) {
      throw new IllegalArgumentException("series: none (expected: at least one)");
    }
    if (functions.isEmpty() || functions.stream().distinct().count() < functions.size()) {
      throw new IllegalArgumentException(
          "functions: " + functions + " (expected: at least one, each once)");
    }
    if (granularity != null && range == null) {
      throw new IllegalArgumentException(
          "range: missing (expected: a range together with granularity)");
    }
  }

  /** Asks for the total of all events of {@code type}. */
  public static StatsQuery ofAll(
      String type,
      List<Function> functions,
      @Nullable TimeRange range,
      @Nullable Granularity granularity) {
    return new StatsQuery(type, Dimension.TOTAL, List.of(List.of()), functions, range, granularity);
  }
}
