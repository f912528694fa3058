package io.tallystick.embedded.engine;

import io.tallystick.core.rollup.Freshness;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupView;
import io.tallystick.core.rollup.SeriesKey;

/** A view of an engine that stays open until the view is closed. Used by one thread. */
final class LeasedView implements RollupView {

  private final RollupView view;
  private final Runnable release;
  private boolean closed;

  LeasedView(RollupView view, Runnable release) {
    this.view = view;
    this.release = release;
  }

  @Override
  public void row(Level level, int parent, SeriesKey series, ChildVisitor visitor) {
    view.row(level, parent, series, visitor);
  }

  @Override
  public void rows(Level level, int parent, byte[] seriesPrefix, SeriesVisitor visitor) {
    view.rows(level, parent, seriesPrefix, visitor);
  }

  @Override
  public Freshness freshness() {
    return view.freshness();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      view.close();
    } finally {
      release.run();
    }
  }
}
