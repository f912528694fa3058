package io.tallystick.embedded.engine;

import io.tallystick.core.dedup.DeduplicationIndex;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.process.PartitionProcessor;
import org.jspecify.annotations.Nullable;

/** What one partition tells of itself: written by its thread, read by anybody. */
final class Publication {

  /**
   * How far the partition has come, published after each entry.
   *
   * @param offset everything before it has its fate
   * @param hour the hour of arrival that goes on
   */
  record Progress(
      long offset,
      Tally tally,
      HourTally hour,
      int openDeadLetters,
      long deduplicationIds,
      long deduplicationMemoryBytes,
      long deduplicationDiskIds) {}

  private final int partition;
  private final Appended appended;
  private final long startOffset;
  private volatile @Nullable Progress progress;
  private volatile long canaryBase;

  /**
   * @param startOffset where the log ended at the start
   */
  Publication(int partition, Appended appended, long startOffset) {
    this.partition = partition;
    this.appended = appended;
    this.startOffset = startOffset;
  }

  /** Everything that was in the log at the start has its fate. */
  void caughtUp(Tally tally) {
    canaryBase = tally.canary().total();
  }

  void publish(PartitionProcessor processor, DeduplicationIndex index) {
    progress = new Progress(
        processor.offset(),
        processor.tally(),
        processor.hour(),
        processor.openDeadLetters(),
        index.idsInMemory(),
        index.memoryBytes(),
        index.idsOnDisk());
  }

  /** How far the partition has come; null while it recovers. */
  @Nullable
  Progress progress() {
    return progress;
  }

  /** Where the log of the partition ends; ask after {@link #progress()}. */
  Appended.Position end() {
    return appended.position();
  }

  /** Canary events between {@code known} and {@code end}. */
  long canaryInFlight(Progress known, Appended.Position end) {
    if (known.offset() < startOffset) {
      return end.canary();
    }
    return Math.max(0, end.canary() - (known.tally().canary().total() - canaryBase));
  }

  NodeStatus.Partition status(long logBegin, long logEnd, long committedOffset) {
    Progress known = progress;
    if (known == null) {
      return NodeStatus.Partition.starting(partition, logBegin, logEnd);
    }
    Appended.Position end = end();
    return new NodeStatus.Partition(
        partition,
        logBegin,
        end.offset(),
        known.offset(),
        committedOffset,
        known.tally(),
        canaryInFlight(known, end),
        known.openDeadLetters(),
        known.deduplicationIds(),
        known.deduplicationMemoryBytes(),
        known.deduplicationDiskIds());
  }
}
