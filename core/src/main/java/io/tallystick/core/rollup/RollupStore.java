package io.tallystick.core.rollup;

import org.jspecify.annotations.Nullable;

/**
 * Port: where committed rollups and the state of each partition are kept. Thread-safe for reading;
 * one thread at a time commits a partition.
 *
 * <p>Does not: aggregate beyond adding up what commits brought, plan ranges, or hold what is not
 * yet committed.
 */
public interface RollupStore extends AutoCloseable {

  /**
   * Where a partition stands. Committed together with its rollups, or not at all.
   *
   * @param partition its number
   * @param epoch number of the commit, one more than the one before
   * @param offset everything before it has its fate
   * @param counted events that were counted, since the beginning
   * @param duplicate events that were seen before, since the beginning
   * @param deadLettered events that could not be counted, since the beginning
   * @param deduplication what the deduplication index needs to be rebuilt from the log
   */
  record PartitionState(
      int partition,
      long epoch,
      long offset,
      long counted,
      long duplicate,
      long deadLettered,
      byte[] deduplication) {}

  /** The state of the last commit; null before the first. */
  @Nullable
  PartitionState state(int partition);

  /**
   * Adds {@code rollups} to what is stored and replaces the state of the partition, atomically and
   * durably: after a crash either all of it is there or nothing.
   */
  void commit(PartitionState state, PendingRollups rollups);

  /** A consistent view of what is committed. The caller closes it. */
  Snapshot snapshot();

  @Override
  void close();

  /** What was committed at one moment. Used by one thread. */
  interface Snapshot extends AutoCloseable {

    /** Epoch of the partition's last commit in this snapshot; 0 before the first. */
    long epoch(int partition);

    /** As {@link RollupView#row}. */
    void row(Level level, int parent, SeriesKey series, RollupView.ChildVisitor visitor);

    /** As {@link RollupView#rows}. */
    void rows(Level level, int parent, byte[] seriesPrefix, RollupView.SeriesVisitor visitor);

    @Override
    void close();
  }
}
