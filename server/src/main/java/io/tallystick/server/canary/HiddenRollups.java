package io.tallystick.server.canary;

import io.tallystick.core.rollup.Freshness;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupReader;
import io.tallystick.core.rollup.RollupView;
import io.tallystick.core.rollup.SeriesKey;

/** Rollups as fresh as others, in which there is no series: what users see of the canary's. */
public final class HiddenRollups implements RollupReader {

  private final RollupReader rollups;

  /**
   * @param rollups what says how fresh an answer is
   */
  public HiddenRollups(RollupReader rollups) {
    this.rollups = rollups;
  }

  @Override
  public RollupView open() {
    return new Empty(rollups.open());
  }

  private record Empty(RollupView view) implements RollupView {

    @Override
    public void row(Level level, int parent, SeriesKey series, ChildVisitor visitor) {
      // there is nothing to visit
    }

    @Override
    public void rows(Level level, int parent, byte[] seriesPrefix, SeriesVisitor visitor) {
      // there is nothing to visit
    }

    @Override
    public Freshness freshness() {
      return view.freshness();
    }

    @Override
    public void close() {
      view.close();
    }
  }
}
