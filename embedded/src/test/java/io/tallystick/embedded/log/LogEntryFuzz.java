package io.tallystick.embedded.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.deadletter.SumRange;
import io.tallystick.core.dedup.DeduplicationCheckpoint;
import io.tallystick.core.dedup.DeduplicationIndex;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchWriter;
import io.tallystick.core.log.MalformedLogBatchException;
import io.tallystick.core.process.PartitionProcessor;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.embedded.rocks.StoreException;
import io.tallystick.testkit.dedup.StrictRunStore;
import io.tallystick.testkit.fuzz.FuzzTarget;
import io.tallystick.testkit.log.RandomEvents;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fuzz target for the value of a log entry, up to the fate of its events: an entry that is read is
 * written as the same bytes; it is refused as damaged, or each of its events gets one fate.
 */
public final class LogEntryFuzz {

  private static final int SEEDS = 6;
  private static final int EVENTS_MAX = 8;
  private static final long ARRIVAL_MILLIS = 1_795_342_530_123L;

  private LogEntryFuzz() {}

  /** The target. */
  public static FuzzTarget target() {
    return new FuzzTarget(
        "log-entry",
        IntStream.range(0, SEEDS).mapToObj(LogEntryFuzz::entry).toList(),
        LogEntryFuzz::accepts);
  }

  private static byte[] entry(int seed) {
    LogBatchWriter writer = new LogBatchWriter();
    new RandomEvents(seed).batch(EVENTS_MAX).forEach(writer::add);
    return LogEntryLayout.value(
        new EventLog.Append(0, writer.count(), writer.toByteArray(), writer.timeMillisMin()),
        ARRIVAL_MILLIS);
  }

  private static boolean accepts(byte[] value) {
    EventLog.Entry entry;
    try {
      entry = LogEntryLayout.entry(0, 0, value);
    } catch (StoreException e) {
      assertThat(e).hasMessageContaining(" (expected: ");
      return false;
    }
    EventLog.Append append =
        new EventLog.Append(0, entry.count(), entry.batch(), LogEntryLayout.timeMillisMin(value));
    assertThat(LogEntryLayout.value(append, entry.arrivalMillis())).isEqualTo(value);
    return isProcessed(entry);
  }

  private static boolean isProcessed(EventLog.Entry entry) {
    try (DeduplicationIndex index = DeduplicationIndex.restore(
        new DeduplicationSettings(600_000, 4096),
        new StrictRunStore(),
        DeduplicationCheckpoint.EMPTY)) {
      PartitionProcessor processor =
          new PartitionProcessor(0, List.of(Dimension.SUBJECT), List.of(), SumRange.of(1), index);
      try {
        processor.begin(entry);
      } catch (MalformedLogBatchException | IllegalStateException e) {
        assertThat(e).hasMessageContaining(" (expected: ");
        return false;
      }
      while (processor.advance(3)) {
        assertThat(processor.offset()).isLessThan(entry.count());
      }
      assertThat(processor.offset()).isEqualTo(entry.count());
      assertThat(processor.tally().total()).isEqualTo(entry.count());
      return true;
    }
  }
}
