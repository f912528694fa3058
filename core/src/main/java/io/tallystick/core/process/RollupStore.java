package io.tallystick.core.process;

import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.PendingRollups;
import io.tallystick.core.rollup.RollupView;
import io.tallystick.core.rollup.SeriesKey;
import org.jspecify.annotations.Nullable;

/**
 * Port: where commits go: rollups, what is known about single events, and the state of each
 * partition. Thread-safe for reading; one thread at a time commits a partition.
 *
 * <p>Does not: aggregate beyond adding up what commits brought, plan ranges, or hold what is not
 * yet committed.
 */
public interface RollupStore extends AutoCloseable {

  /**
   * Everything that one commit makes durable.
   *
   * @param state of the partition after it
   * @param rollups counted since the commit before
   * @param journal what it decided about single events
   * @param committedMillis the time of the commit, milliseconds since the epoch
   */
  record Commit(
      PartitionState state, PendingRollups rollups, Journal journal, long committedMillis) {}

  /** The state of the last commit; null before the first. */
  @Nullable
  PartitionState state(int partition);

  /**
   * Adds the rollups and the journal to what is stored and replaces the state of the partition,
   * atomically and durably: after a crash either all of it is there or nothing.
   */
  void commit(Commit commit);

  /** A consistent view of what is committed. The caller closes it. */
  Snapshot snapshot();

  @Override
  void close();

  /** What was committed at one moment. Used by one thread. */
  interface Snapshot extends AutoCloseable {

    /** The partition's last commit in this snapshot; null before the first. */
    @Nullable
    PartitionState state(int partition);

    /** Epoch of the partition's last commit in this snapshot; 0 before the first. */
    default long epoch(int partition) {
      PartitionState state = state(partition);
      return state == null ? 0 : state.epoch();
    }

    /** As {@link RollupView#row}. */
    void row(Level level, int parent, SeriesKey series, RollupView.ChildVisitor visitor);

    /** As {@link RollupView#rows}. */
    void rows(Level level, int parent, byte[] seriesPrefix, RollupView.SeriesVisitor visitor);

    @Override
    void close();
  }
}
