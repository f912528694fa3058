package io.tallystick.core.publish;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterCount;
import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.process.Journal;
import io.tallystick.core.process.PartitionState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one epoch has decided in one partition, besides the rows. Immutable.
 *
 * @param state of the partition after it; its epoch is the epoch
 * @param hours hours of arrival that ended and the one that goes on, each since its beginning
 * @param deadLetters those that were opened or closed, as they are now
 * @param deadLetterCounts how many the partition has of each reason, since the beginning
 * @param beginOffset first offset that was decided; the state has the end
 * @param fates of all of them, as {@link io.tallystick.core.ledger.FateRuns}
 * @param identityHashes of all of them, as {@link
 *     io.tallystick.core.receipt.ReceiptIndex#identityHashes}
 * @param logPositions for each topic partition that has held events of this one: the position in it
 *     after the last of them that was decided
 * @param committedMillis when the epoch was frozen, milliseconds since the epoch
 */
public record PartitionReport(
    PartitionState state,
    List<HourTally> hours,
    List<DeadLetter> deadLetters,
    List<DeadLetterCount> deadLetterCounts,
    long beginOffset,
    byte[] fates,
    byte[] identityHashes,
    SortedMap<Integer, Long> logPositions,
    long committedMillis) {

  public PartitionReport {
    hours = List.copyOf(hours);
    deadLetters = List.copyOf(deadLetters);
    deadLetterCounts = List.copyOf(deadLetterCounts);
    logPositions = Collections.unmodifiableSortedMap(new TreeMap<>(logPositions));
  }

  /**
   * The report of a frozen journal.
   *
   * @param state that {@code freeze} has returned
   * @param open the dead letter at an offset, if it was open before the journal; else null
   * @param countsBefore of the report before
   */
  public static PartitionReport of(
      PartitionState state,
      Journal journal,
      LongFunction<@Nullable DeadLetter> open,
      List<DeadLetterCount> countsBefore,
      SortedMap<Integer, Long> logPositions,
      long committedMillis) {
    List<DeadLetter> letters = changed(journal, open);
    return new PartitionReport(
        state,
        journal.hours(),
        letters,
        counts(countsBefore, letters, journal.beginOffset()),
        journal.beginOffset(),
        journal.fates(),
        journal.receipts().identityHashes(),
        logPositions,
        committedMillis);
  }

  private static List<DeadLetter> changed(
      Journal journal, LongFunction<@Nullable DeadLetter> open) {
    TreeMap<Long, DeadLetter> changed = new TreeMap<>();
    for (DeadLetter letter : journal.deadLetters()) {
      changed.put(letter.offset(), letter);
    }
    for (DeadLetter.Closing closing : journal.closings()) {
      DeadLetter letter = changed.get(closing.offset());
      if (letter == null) {
        letter = open.apply(closing.offset());
      }
      if (letter == null) {
        throw new IllegalStateException("dead letters: none is open at offset " + closing.offset()
            + " (expected: the one that was closed)");
      }
      changed.put(closing.offset(), letter.closed(closing));
    }
    return new ArrayList<>(changed.values());
  }

  private static List<DeadLetterCount> counts(
      List<DeadLetterCount> before, List<DeadLetter> letters, long beginOffset) {
    EnumMap<DeadLetterReason, DeadLetterCount> counts = new EnumMap<>(DeadLetterReason.class);
    before.forEach(count -> counts.put(count.reason(), count));
    for (DeadLetter letter : letters) {
      boolean isNew = letter.offset() >= beginOffset;
      DeadLetter.State state = letter.state();
      long opened = (isNew ? 1 : 0) - (state == DeadLetter.State.OPEN ? 0 : 1);
      DeadLetterCount change = new DeadLetterCount(
          letter.reason(),
          opened,
          state == DeadLetter.State.REPLAYED ? 1 : 0,
          state == DeadLetter.State.DISCARDED ? 1 : 0);
      counts.merge(letter.reason(), change, DeadLetterCount::plus);
    }
    return List.copyOf(counts.values());
  }

  public int partition() {
    return state.partition();
  }

  public long epoch() {
    return state.epoch();
  }

  /** Offset after the last one that was decided. */
  public long endOffset() {
    return state.offset();
  }

  /** The counts by their reason. */
  Map<DeadLetterReason, DeadLetterCount> countsByReason() {
    EnumMap<DeadLetterReason, DeadLetterCount> counts = new EnumMap<>(DeadLetterReason.class);
    deadLetterCounts.forEach(count -> counts.put(count.reason(), count));
    return counts;
  }
}
