package io.tallystick.core.query;

import io.tallystick.core.query.StatsAnswer.Point;
import io.tallystick.core.query.StatsAnswer.Result;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.RollupView;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds up the rows of one series in the order of the plan. */
final class StatsCollector implements RollupView.ChildVisitor {

  /*
   * A row arrives in no order and in several parts, so its children are first added up one by one;
   * then they are in the order of time, and each either continues the open window or begins one.
   */

  private static final int CHILDREN_MAX = Calendar.MINUTES_PER_HOUR;

  private final StatsQuery query;
  private final Aggregate total = new Aggregate();
  private final Aggregate window = new Aggregate();
  private final Aggregate[] children;
  private final List<Point> points = new ArrayList<>();
  private int windowStart;
  private RangePlan.Step step = RangePlan.ALL_TIME.steps().get(0);

  StatsCollector(StatsQuery query) {
    this.query = query;
    this.children = new Aggregate[query.granularity() == null ? 0 : CHILDREN_MAX];
    Arrays.setAll(children, index -> new Aggregate());
  }

  /** Everything visited from now on belongs to {@code next}. */
  void begin(RangePlan.Step next) {
    step = next;
  }

  @Override
  public void child(int child, Aggregate aggregate) {
    if (child >= step.childFrom() && child < step.childTo()) {
      (query.granularity() == null ? total : children[child]).merge(aggregate);
    }
  }

  /** The row has been visited. */
  void end() {
    Granularity granularity = query.granularity();
    TimeRange range = query.range();
    if (granularity == null || range == null) {
      return;
    }
    for (int child = step.childFrom(); child < step.childTo(); child++) {
      Aggregate aggregate = children[child];
      if (!aggregate.isEmpty()) {
        int minute = step.level().childStart(step.parent(), child);
        int start = Math.max(range.start(), granularity.windowStart(minute));
        if (start != windowStart) {
          closeWindow();
          windowStart = start;
        }
        window.merge(aggregate);
        aggregate.clear();
      }
    }
  }

  private void closeWindow() {
    if (!window.isEmpty()) {
      points.add(new Point(windowStart, numbers(window)));
      total.merge(window);
      window.clear();
    }
  }

  /** What was found; this collector is of no use afterwards. */
  Result finish(List<String> values) {
    closeWindow();
    return new Result(values, numbers(total), Collections.unmodifiableList(points));
  }

  private List<@Nullable BigDecimal> numbers(Aggregate aggregate) {
    List<Function> functions = query.functions();
    @Nullable BigDecimal[] numbers = new BigDecimal[functions.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = functions.get(i).of(aggregate);
    }
    return Collections.unmodifiableList(Arrays.asList(numbers));
  }
}
