package io.tallystick.core.query;

import io.tallystick.core.rollup.RollupView;
import io.tallystick.core.rollup.SeriesKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The rows of a query, series by series and step by step, some of them asked for ahead: where each
 * is a question to another machine, the answers are waited for together. Single-threaded.
 */
final class RowsAhead {

  private static final int ROWS_MAX = 64;

  private final RollupView view;
  private final List<SeriesKey> series;
  private final List<RangePlan.Step> steps;
  private final Deque<RollupView.AskedRow> asked = new ArrayDeque<>();
  private int nextSeries;
  private int nextStep;

  RowsAhead(RollupView view, List<SeriesKey> series, List<RangePlan.Step> steps) {
    this.view = view;
    this.series = series;
    this.steps = steps;
  }

  /** The next row. */
  RollupView.AskedRow next() {
    while (asked.size() < ROWS_MAX && nextSeries < series.size() && !steps.isEmpty()) {
      RangePlan.Step step = steps.get(nextStep);
      asked.addLast(view.ask(step.level(), step.parent(), series.get(nextSeries)));
      nextStep++;
      if (nextStep == steps.size()) {
        nextStep = 0;
        nextSeries++;
      }
    }
    return asked.removeFirst();
  }
}
