package io.tallystick.embedded.engine;

import io.tallystick.core.dedup.DeduplicationCheckpoint;
import io.tallystick.core.dedup.DeduplicationIndex;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.dedup.RunStore;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.process.PartitionProcessor;
import io.tallystick.core.rollup.PendingRollups;
import io.tallystick.core.rollup.RollupStore;
import io.tallystick.core.rollup.RollupStore.PartitionState;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The thread that gives the events of one partition their fate, and decides when to commit. */
final class PartitionWorker implements Runnable {

  /*
   * Two sets of rollups are live: `active` is written by this thread, `frozen` is being committed
   * by another. Queries read both, and what is committed, so an event is visible as soon as it is
   * counted, while rows are written only every few seconds, when thousands of events share them.
   *
   * The lock guards `active` and which is which. It is held for a slice of events, some tens of
   * microseconds, and is fair, because a query must get its turn between two slices.
   */

  /** Events that are counted while the lock is held once. */
  static final int SLICE_EVENTS = 256;

  /** Events after which a commit is due, to bound what a restart replays. */
  static final long COMMIT_EVENTS_MAX = 4_000_000;

  /** Cells after which a commit is due, to bound memory; about 100 bytes each, twice. */
  static final int COMMIT_CELLS_MAX = 150_000;

  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /**
   * Rollups that are not yet in the store.
   *
   * @param epoch the commit that will bring them there
   */
  record Overlay(long epoch, PendingRollups rollups) {}

  private final int partition;
  private final EventLog log;
  private final RollupStore store;
  private final EngineSettings settings;
  private final @Nullable PartitionState recovered;
  private final long replayFromOffset;
  private final DeduplicationIndex index;
  private final PartitionProcessor processor;
  private final LongSupplier clock;
  private final Executor committer;
  private final InFlightTimes inFlight;
  private final Runnable onFailure;

  final ReentrantLock lock = new ReentrantLock(true);
  private @Nullable Overlay frozen;
  private Overlay active;
  private volatile List<Overlay> overlays;

  private volatile @Nullable Thread thread;
  private volatile boolean stopping;
  private volatile boolean caughtUp;
  private volatile long caughtUpTarget;
  private volatile @Nullable Throwable failure;
  private volatile NodeStatus.@Nullable Partition status;
  private volatile long processedOffset;
  private volatile long committedOffset;
  private volatile @Nullable DeduplicationCheckpoint committedCheckpoint;
  private volatile long trimmableOffset;

  private long epoch;
  private long lastCommitMillis;
  private long lastCommitOffset;

  PartitionWorker(
      int partition,
      EventLog log,
      RollupStore store,
      RunStore runs,
      DeduplicationSettings deduplication,
      EngineSettings settings,
      LongSupplier clock,
      Executor committer,
      InFlightTimes inFlight,
      Runnable onFailure) {
    this.partition = partition;
    this.log = log;
    this.store = store;
    this.settings = settings;
    recovered = store.state(partition);
    DeduplicationCheckpoint checkpoint = recovered == null
        ? DeduplicationCheckpoint.EMPTY
        : DeduplicationCheckpoint.of(recovered.deduplication());
    replayFromOffset = checkpoint.replayFromOffset();
    index = DeduplicationIndex.restore(deduplication, runs, checkpoint);
    processor = new PartitionProcessor(settings.dimensions(), index);
    active = new Overlay(1, processor.pending());
    overlays = List.of(active);
    this.clock = clock;
    this.committer = committer;
    this.inFlight = inFlight;
    this.onFailure = onFailure;
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    try {
      caughtUpTarget = log.end(partition);
      if (recover()) {
        work();
      }
    } catch (RuntimeException | Error e) {
      failure = e;
      onFailure.run();
    } finally {
      index.close();
    }
  }

  /**
   * Rebuilds what is only in memory: identities from the log, counts from the last commit on.
   *
   * @return false when asked to stop before it was complete: nothing may be counted then
   */
  private boolean recover() {
    PartitionState state = recovered;
    if (state != null) {
      long offset = replayFromOffset;
      while (offset < state.offset()) {
        if (stopping) {
          return false;
        }
        EventLog.Entry entry = required(offset);
        processor.remember(entry);
        offset += entry.count();
      }
      processor.restore(state.offset(), state.counted(), state.duplicate(), state.deadLettered());
      epoch = state.epoch();
      trimmableOffset = replayFromOffset;
    }
    lock.lock();
    try {
      active = new Overlay(epoch + 1, processor.pending());
      overlays = frozen == null ? List.of(active) : List.of(frozen, active);
    } finally {
      lock.unlock();
    }
    processedOffset = processor.offset();
    committedOffset = processor.offset();
    lastCommitOffset = processor.offset();
    lastCommitMillis = clock.getAsLong();
    publish();
    return true;
  }

  private EventLog.Entry required(long offset) {
    EventLog.Entry entry = log.read(partition, offset);
    if (entry == null) {
      throw new IllegalStateException(
          "log: partition " + partition + " ends at " + log.end(partition)
              + " (expected: an entry at " + offset + ", which was counted before)");
    }
    return entry;
  }

  private void work() {
    while (true) {
      EventLog.Entry entry = log.read(partition, processor.offset());
      if (entry != null) {
        count(entry);
      }
      if (!caughtUp && processor.offset() >= caughtUpTarget) {
        caughtUp = true;
      }
      commitIfDue(entry == null);
      if (entry == null) {
        if (stopping && isDrained()) {
          return;
        }
        LockSupport.parkNanos(this, IDLE_NANOS);
      }
    }
  }

  private void count(EventLog.Entry entry) {
    boolean more = true;
    boolean begun = false;
    while (more) {
      lock.lock();
      try {
        if (!begun) {
          processor.begin(entry);
          begun = true;
        }
        more = processor.advance(SLICE_EVENTS);
      } finally {
        lock.unlock();
      }
    }
    processedOffset = processor.offset();
    publish();
    inFlight.processed(processor.offset());
  }

  private boolean isDrained() {
    return processor.offset() >= log.end(partition)
        && !isCommitting()
        && committedOffset == processor.offset();
  }

  private boolean isCommitting() {
    lock.lock();
    try {
      return frozen != null;
    } finally {
      lock.unlock();
    }
  }

  private void commitIfDue(boolean idle) {
    DeduplicationCheckpoint done = committedCheckpoint;
    if (done != null) {
      committedCheckpoint = null;
      index.committed(done);
    }
    if (processor.offset() == lastCommitOffset) {
      lastCommitMillis = clock.getAsLong();
      return;
    }
    boolean full = processor.offset() - lastCommitOffset >= COMMIT_EVENTS_MAX
        || processor.pending().cellCount() >= COMMIT_CELLS_MAX;
    long sinceMillis = clock.getAsLong() - lastCommitMillis;
    boolean due = full
        || sinceMillis >= settings.commitIntervalMillis()
        || sinceMillis < 0
        || (stopping && idle);
    if (!due) {
      return;
    }
    if (isCommitting()) {
      while (full && isCommitting()) {
        rethrowFailure();
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(1));
      }
      if (!full) {
        return;
      }
    }
    freezeAndCommit();
  }

  private void freezeAndCommit() {
    PartitionProcessor.Frozen state;
    Overlay toCommit;
    lock.lock();
    try {
      state = processor.freeze();
      toCommit = active;
      frozen = toCommit;
      epoch++;
      active = new Overlay(epoch + 1, processor.pending());
      overlays = frozen == null ? List.of(active) : List.of(frozen, active);
    } finally {
      lock.unlock();
    }
    lastCommitOffset = state.offset();
    lastCommitMillis = clock.getAsLong();
    committer.execute(() -> commit(state, toCommit));
  }

  /** On the committer's thread. */
  private void commit(PartitionProcessor.Frozen state, Overlay overlay) {
    try {
      store.commit(
          new PartitionState(
              partition,
              overlay.epoch(),
              state.offset(),
              state.counted(),
              state.duplicate(),
              state.deadLettered(),
              state.deduplication().toByteArray()),
          overlay.rollups());
    } catch (RuntimeException | Error e) {
      failure = e;
      onFailure.run();
      return;
    }
    trimmableOffset = Math.min(state.offset(), state.deduplication().replayFromOffset());
    committedOffset = state.offset();
    committedCheckpoint = state.deduplication();
    lock.lock();
    try {
      frozen = null;
      overlays = List.of(active);
    } finally {
      lock.unlock();
    }
    LockSupport.unpark(thread);
  }

  private void rethrowFailure() {
    Throwable known = failure;
    if (known != null) {
      throw new IllegalStateException("partition " + partition + " has failed", known);
    }
  }

  private void publish() {
    status = new NodeStatus.Partition(
        partition,
        0,
        0,
        processor.offset(),
        0,
        processor.counted(),
        processor.duplicate(),
        processor.deadLettered(),
        index.idsInMemory(),
        index.memoryBytes(),
        index.idsOnDisk());
  }

  /**
   * Rollups that may not be in the store, oldest first. The last one is still being written, under
   * {@link #lock}; the others no longer change.
   */
  List<Overlay> overlays() {
    return overlays;
  }

  NodeStatus.Partition status() {
    NodeStatus.Partition known = status;
    long begin = log.begin(partition);
    long end = log.end(partition);
    return known == null
        ? new NodeStatus.Partition(partition, begin, end, 0, 0, 0, 0, 0, 0, 0, 0)
        : new NodeStatus.Partition(
            partition,
            begin,
            end,
            known.processedOffset(),
            committedOffset,
            known.counted(),
            known.duplicate(),
            known.deadLettered(),
            known.deduplicationIds(),
            known.deduplicationMemoryBytes(),
            known.deduplicationDiskIds());
  }

  /** Everything before it is committed and no longer needed for recovery. */
  long trimmableOffset() {
    return trimmableOffset;
  }

  /** Events in the log that have no fate yet; none once counting has failed. */
  long lag() {
    return failure != null || !caughtUp ? 0 : log.end(partition) - processedOffset;
  }

  /** Whether everything that was in the log at the start has been counted. */
  boolean isCaughtUp() {
    return caughtUp;
  }

  @Nullable
  Throwable failure() {
    return failure;
  }

  /** The log has grown. */
  void wake() {
    LockSupport.unpark(thread);
  }

  /** Lets the thread end once it has counted and committed what the log holds. */
  void stop() {
    stopping = true;
    wake();
  }
}
