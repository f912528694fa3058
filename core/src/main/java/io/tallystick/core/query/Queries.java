package io.tallystick.core.query;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.OutdatedViewException;
import io.tallystick.core.rollup.RollupReader;
import io.tallystick.core.rollup.RollupView;
import io.tallystick.core.rollup.SeriesKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers queries exactly from rollups, with the fewest rows. Thread-safe; every answer is of one
 * consistent view.
 */
public final class Queries {

  private final RollupReader reader;
  private final QueryLimits limits;

  public Queries(RollupReader reader, QueryLimits limits) {
    this.reader = reader;
    this.limits = limits;
  }

  /**
   * Answers {@code query}.
   *
   * @throws RefusedException {@link ErrorCode#ANSWER_TOO_LARGE} when the answer or the work for it
   *     is beyond the limits
   */
  public StatsAnswer stats(StatsQuery query) {
    int series = query.series().size();
    check("series", series, limits.seriesMax(), "fewer series in one query");
    TimeRange range = query.range();
    if (query.granularity() != null && range != null) {
      long points = (long) series * query.granularity().windows(range);
      check(
          "points",
          points,
          limits.pointsMax(),
          "a coarser granularity, a shorter range or fewer series");
    }
    checkRows((long) series * RangePlan.rowsMax(range, query.granularity()));
    RangePlan plan = RangePlan.of(range, query.granularity());
    return OutdatedViewException.retry(() -> stats(query, plan));
  }

  private StatsAnswer stats(StatsQuery query, RangePlan plan) {
    List<SeriesKey> keys = query.series().stream()
        .map(values -> SeriesKey.of(query.type(), query.dimension(), values))
        .toList();
    try (RollupView view = reader.open()) {
      RowsAhead rows = new RowsAhead(view, keys, plan.steps());
      List<StatsAnswer.Result> results = new ArrayList<>(keys.size());
      for (List<String> values : query.series()) {
        results.add(one(rows, query, plan, values));
      }
      return new StatsAnswer(query, results, view.freshness());
    } catch (ArithmeticException unused) {
      throw overflow();
    }
  }

  private static StatsAnswer.Result one(
      RowsAhead rows, StatsQuery query, RangePlan plan, List<String> values) {
    StatsCollector collector = new StatsCollector(query);
    for (RangePlan.Step step : plan.steps()) {
      collector.begin(step);
      rows.next().visit(collector);
      collector.end();
    }
    return collector.finish(values);
  }

  /**
   * Answers {@code query}; every series of the dimension is looked at, none is estimated.
   *
   * @throws RefusedException {@link ErrorCode#ANSWER_TOO_LARGE} when the answer or the work for it
   *     is beyond the limits
   */
  public TopAnswer top(TopQuery query) {
    check("k", query.k(), limits.kMax(), "a shorter list");
    checkRows(RangePlan.rowsMax(query.range(), null));
    RangePlan plan = RangePlan.of(query.range(), null);
    return OutdatedViewException.retry(() -> top(query, plan));
  }

  private TopAnswer top(TopQuery query, RangePlan plan) {
    Dimension dimension = query.dimension();
    byte[] prefix = SeriesKey.prefix(query.type(), dimension);
    ValueFilter filter = new ValueFilter(dimension, query.filters());
    SeriesTotals totals =
        new SeriesTotals(query.function(), dimension.names().size(), limits.rankedBytesMax());
    try (RollupView view = reader.open()) {
      for (RangePlan.Step step : plan.steps()) {
        view.rows(
            step.level(),
            step.parent(),
            prefix,
            (byte[] key, int offset, int length, int child, Aggregate aggregate) -> {
              if (child >= step.childFrom()
                  && child < step.childTo()
                  && filter.matches(key, offset)) {
                totals.add(key, offset, length, aggregate);
              }
            });
      }
      return new TopAnswer(query, Leaders.of(totals, query.k()), view.freshness());
    } catch (ArithmeticException unused) {
      throw overflow();
    }
  }

  private void checkRows(long rows) {
    check("rows", rows, limits.rowsMax(), "a shorter range or fewer series");
  }

  private static void check(String name, long value, long valueMax, String remedy) {
    if (value > valueMax) {
      throw new RefusedException(
          ErrorCode.ANSWER_TOO_LARGE,
          name,
          Long.toString(value),
          "<= " + valueMax + ", so " + remedy);
    }
  }

  private static RefusedException overflow() {
    return new RefusedException(
        ErrorCode.ANSWER_TOO_LARGE,
        "sum",
        "beyond 128 bits of billionths",
        "within them, so a shorter range");
  }
}
