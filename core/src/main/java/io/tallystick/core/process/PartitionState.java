package io.tallystick.core.process;

import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Tally;
import java.util.List;

/**
 * Where a partition stands. Committed together with its rollups and its journal, or not at all.
 *
 * @param partition its number
 * @param epoch number of the commit, one more than the one before
 * @param offset everything before it has its fate
 * @param tally the fates of all of that
 * @param hour the hour of arrival that the last event belongs to
 * @param magnitudeHigh upper half of the sum of {@link
 *     io.tallystick.core.deadletter.SumRange}
 * @param magnitudeLow lower half
 * @param dimensions what has been counted, and since when
 * @param deduplication what the deduplication index needs to be rebuilt from the log
 */
public record PartitionState(
    int partition,
    long epoch,
    long offset,
    Tally tally,
    HourTally hour,
    long magnitudeHigh,
    long magnitudeLow,
    List<DimensionSpan> dimensions,
    byte[] deduplication) {

  public PartitionState {
    dimensions = List.copyOf(dimensions);
  }

  /**
   * Adds where the sums of the state do not agree with its offset.
   *
   * @param how the state came to the reader: "committed" or "published"
   */
  public void check(String how, List<String> imbalances) {
    if (tally.total() != offset) {
      imbalances.add("partition " + partition + ": the fates of " + tally.total() + " events are "
          + how + " (expected: " + offset + ", the " + how + " offset)");
    }
    if (hour.endOffset() != offset) {
      imbalances.add("partition " + partition + ": the hour of arrival " + hour.hour()
          + " ends at offset " + hour.endOffset() + " (expected: " + offset + ", the " + how
          + " offset)");
    }
  }
}
