package io.tallystick.embedded.engine;

import io.tallystick.core.process.RollupStore;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Freshness;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.PendingRollups;
import io.tallystick.core.rollup.RollupView;
import io.tallystick.core.rollup.SeriesKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Committed and pending rollups as one. */
final class EngineView implements RollupView {

  /*
   * First the overlays are taken, then the snapshot. A commit that happens in between makes the
   * snapshot newer than the overlay, and its epoch says so: an overlay whose epoch the snapshot has
   * reached is left out. In the other order a commit in between would be in neither.
   */

  /** Pending rollups, and the lock under which they are written; null when they no longer are. */
  private record Part(@Nullable Lock lock, PendingRollups rollups) {}

  private final RollupStore.Snapshot snapshot;
  private final List<Overlay> leased = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final Freshness freshness;
  private final Aggregate scratch = new Aggregate();

  /** What is pending of the series that was read last: a query reads many rows of one series. */
  private @Nullable SeriesKey pendingSeries;

  private final List<Integer> pendingMinutes = new ArrayList<>();
  private final List<Aggregate> pendingAggregates = new ArrayList<>();

  EngineView(List<PartitionWorker> workers, RollupStore store, Freshness freshness) {
    this.freshness = freshness;
    List<List<Overlay>> overlays = new ArrayList<>(workers.size());
    for (PartitionWorker worker : workers) {
      List<Overlay> some = worker.overlays().lease();
      overlays.add(some);
      leased.addAll(some);
    }
    try {
      snapshot = store.snapshot();
    } catch (RuntimeException e) {
      release();
      throw e;
    }
    for (int partition = 0; partition < overlays.size(); partition++) {
      long epoch = snapshot.epoch(partition);
      List<Overlay> some = overlays.get(partition);
      for (int i = 0; i < some.size(); i++) {
        if (some.get(i).epoch() > epoch) {
          boolean written = i == some.size() - 1;
          Lock lock = written ? workers.get(partition).lock : null;
          parts.add(new Part(lock, some.get(i).rollups()));
        }
      }
    }
  }

  private void release() {
    leased.forEach(Overlay::release);
    leased.clear();
  }

  @Override
  public void row(Level level, int parent, SeriesKey series, ChildVisitor visitor) {
    snapshot.row(level, parent, series, visitor);
    if (pendingSeries == null || !series.equals(pendingSeries)) {
      copyPending(series);
    }
    int end = level.parentEnd(parent);
    for (int i = 0; i < pendingMinutes.size(); i++) {
      int minute = pendingMinutes.get(i);
      if (level == Level.ALL || (minute >= parent && minute < end)) {
        visitor.child(level.child(minute), pendingAggregates.get(i));
      }
    }
  }

  private void copyPending(SeriesKey series) {
    pendingMinutes.clear();
    pendingAggregates.clear();
    byte[] key = series.toByteArray();
    forEachPart(rollups -> rollups.cells(key, scratch, (minute, aggregate) -> {
      Aggregate copy = new Aggregate();
      copy.merge(aggregate);
      pendingMinutes.add(minute);
      pendingAggregates.add(copy);
    }));
    pendingSeries = series;
  }

  @Override
  public void rows(Level level, int parent, byte[] seriesPrefix, SeriesVisitor visitor) {
    snapshot.rows(level, parent, seriesPrefix, visitor);
    forEachPart(rollups -> rollups.rows(level, parent, seriesPrefix, scratch, visitor));
  }

  private void forEachPart(Consumer<PendingRollups> read) {
    for (Part part : parts) {
      Lock lock = part.lock();
      if (lock == null) {
        read.accept(part.rollups());
        continue;
      }
      lock.lock();
      try {
        read.accept(part.rollups());
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public Freshness freshness() {
    return freshness;
  }

  @Override
  public void close() {
    release();
    snapshot.close();
  }
}
