package io.tallystick.embedded.engine;

import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Freshness;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.PendingRollups;
import io.tallystick.core.rollup.RollupStore;
import io.tallystick.core.rollup.RollupView;
import io.tallystick.core.rollup.SeriesKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;

/** Committed and pending rollups as one. */
final class EngineView implements RollupView {

  /*
   * First the overlays are taken, then the snapshot. A commit that happens in between makes the
   * snapshot newer than the overlay, and its epoch says so: an overlay whose epoch the snapshot has
   * reached is left out. In the other order a commit in between would be in neither.
   */

  /** Pending rollups, and the lock under which they are written. */
  private record Part(Lock lock, PendingRollups rollups) {}

  private final RollupStore.Snapshot snapshot;
  private final List<Part> parts = new ArrayList<>();
  private final Freshness freshness;
  private final Aggregate scratch = new Aggregate();

  EngineView(List<PartitionWorker> workers, RollupStore store, Freshness freshness) {
    this.freshness = freshness;
    List<PartitionWorker.Overlay[]> overlays = new ArrayList<>(workers.size());
    for (PartitionWorker worker : workers) {
      overlays.add(worker.overlays());
    }
    snapshot = store.snapshot();
    for (int partition = 0; partition < overlays.size(); partition++) {
      long epoch = snapshot.epoch(partition);
      for (PartitionWorker.Overlay overlay : overlays.get(partition)) {
        if (overlay.epoch() > epoch) {
          parts.add(new Part(workers.get(partition).lock, overlay.rollups()));
        }
      }
    }
  }

  @Override
  public void row(Level level, int parent, SeriesKey series, ChildVisitor visitor) {
    snapshot.row(level, parent, series, visitor);
    byte[] key = series.toByteArray();
    forEachPart(rollups -> rollups.row(level, parent, key, scratch, visitor));
  }

  @Override
  public void rows(Level level, int parent, byte[] seriesPrefix, SeriesVisitor visitor) {
    snapshot.rows(level, parent, seriesPrefix, visitor);
    forEachPart(rollups -> rollups.rows(level, parent, seriesPrefix, scratch, visitor));
  }

  private void forEachPart(Consumer<PendingRollups> read) {
    for (Part part : parts) {
      part.lock().lock();
      try {
        read.accept(part.rollups());
      } finally {
        part.lock().unlock();
      }
    }
  }

  @Override
  public Freshness freshness() {
    return freshness;
  }

  @Override
  public void close() {
    snapshot.close();
  }
}
