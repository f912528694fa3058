package io.tallystick.core.query;

import io.tallystick.core.rollup.Freshness;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link StatsQuery} found.
 *
 * @param results one for each series, in the order of the query
 */
public record StatsAnswer(StatsQuery query, List<Result> results, Freshness freshness) {

  public StatsAnswer {
    results = List.copyOf(results);
  }

  /**
   * One series.
   *
   * @param values one for each name of the query's dimension; none for {@link
   *     io.tallystick.core.rollup.Dimension#TOTAL}
   * @param numbers one for each function of the query; null where there is none, see {@link
   *     Function}
   * @param points windows with at least one event, in the order of time; empty without granularity
   */
  public record Result(
      List<String> values, List<@Nullable BigDecimal> numbers, List<Point> points) {}

  /**
   * One window.
   *
   * @param start in minutes since the epoch; the first window of a range begins where the range
   *     begins
   * @param numbers one for each function of the query
   */
  public record Point(int start, List<@Nullable BigDecimal> numbers) {}
}
