package io.tallystick.app.cluster;

import io.tallystick.core.rollup.Freshness;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupReader;
import io.tallystick.core.rollup.RollupView;
import io.tallystick.core.rollup.SeriesKey;

/** The rollups as they were published. Thread-safe. */
final class ClusterRollups implements RollupReader {

  private final Moments moments;

  ClusterRollups(Moments moments) {
    this.moments = moments;
  }

  @Override
  public RollupView open() {
    return new View(moments.latest());
  }

  private record View(Moment moment) implements RollupView {

    @Override
    public void row(Level level, int parent, SeriesKey series, ChildVisitor visitor) {
      moment.view().row(level, parent, series, visitor);
    }

    @Override
    public AskedRow ask(Level level, int parent, SeriesKey series) {
      return moment.view().ask(level, parent, series);
    }

    @Override
    public void rows(Level level, int parent, byte[] seriesPrefix, SeriesVisitor visitor) {
      moment.view().rows(level, parent, seriesPrefix, visitor);
    }

    @Override
    public Freshness freshness() {
      return moment.freshness();
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
