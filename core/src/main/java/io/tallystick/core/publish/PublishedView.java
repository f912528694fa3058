package io.tallystick.core.publish;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterCount;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.receipt.CommitRecord;
import io.tallystick.core.receipt.ReceiptIndex;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupView;
import io.tallystick.core.rollup.SeriesKey;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Port: what was published, all of it as of one epoch. Thread-safe; needs no closing.
 *
 * <p>All methods throw {@link io.tallystick.core.event.RefusedException} with {@link
 * io.tallystick.core.event.ErrorCode#UNAVAILABLE} when the store does not answer in time, and
 * {@link io.tallystick.core.rollup.OutdatedViewException} when the view has grown too old: two
 * epochs later a value may be replaced that it would need.
 *
 * <p>Does not: know what is in flight, read the log, or plan ranges.
 */
public interface PublishedView {

  /**
   * Where one partition stood.
   *
   * @param state at the epoch
   * @param deadLetterCounts of each reason, since the beginning; one that never occurred is left out
   * @param logPositions for each topic partition that has held events of this one: the position
   *     after the last one that was decided
   * @param committedMillis when the epoch was frozen, milliseconds since the epoch
   */
  record Partition(
      PartitionState state,
      List<DeadLetterCount> deadLetterCounts,
      SortedMap<Integer, Long> logPositions,
      long committedMillis) {

    public Partition {
      deadLetterCounts = List.copyOf(deadLetterCounts);
      logPositions = Collections.unmodifiableSortedMap(new TreeMap<>(logPositions));
    }
  }

  /**
   * What one epoch has decided about single events of a partition, and where they stand in the log.
   *
   * @param positionsBefore the log positions at which it began; empty for a partition's first
   * @param positionsAfter those at which it ended
   */
  record Commit(
      CommitRecord record,
      SortedMap<Integer, Long> positionsBefore,
      SortedMap<Integer, Long> positionsAfter) {}

  /** The epoch; 0 when nothing was published yet. */
  long epoch();

  /** Every partition, in order; empty when nothing was published yet. */
  List<Partition> partitions();

  /** As {@link RollupView#row}. */
  void row(Level level, int parent, SeriesKey series, RollupView.ChildVisitor visitor);

  /** As {@link RollupView#ask}. */
  default RollupView.AskedRow ask(Level level, int parent, SeriesKey series) {
    return visitor -> row(level, parent, series, visitor);
  }

  /** As {@link RollupView#rows}. */
  void rows(Level level, int parent, byte[] seriesPrefix, RollupView.SeriesVisitor visitor);

  /** How many events the all-time totals of all types hold together. */
  long countedInTotals();

  /** Hours of arrival of one partition, ascending, each as of the epoch. */
  List<HourTally> hours(int partition, long hourFrom, long hourEnd);

  /** The dead letter at that place, in whatever state; null when there is none. */
  @Nullable
  DeadLetter deadLetter(int partition, long offset);

  /**
   * Dead letters of one partition in whatever state, in the order of the log.
   *
   * @param offsetFrom the first offset to look at
   * @param lettersMax most that are returned
   */
  List<DeadLetter> deadLetters(int partition, long offsetFrom, int lettersMax);

  /**
   * Visits offsets of a partition that may hold an event with this second half of its identity, in
   * no particular order; it may visit others, too.
   */
  void candidates(int partition, long identityLow, ReceiptIndex.CandidateVisitor visitor);

  /** What was decided at that offset; null when it is not decided, or no longer kept. */
  @Nullable
  Commit commitOf(int partition, long offset);
}
