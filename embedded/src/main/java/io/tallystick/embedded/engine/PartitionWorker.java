package io.tallystick.embedded.engine;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.SumRange;
import io.tallystick.core.dedup.DeduplicationCheckpoint;
import io.tallystick.core.dedup.DeduplicationIndex;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.dedup.RunStore;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.process.CommitStep;
import io.tallystick.core.process.DimensionSpan;
import io.tallystick.core.process.Journal;
import io.tallystick.core.process.PartitionProcessor;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.process.RollupStore.Commit;
import io.tallystick.embedded.rollup.CommitRest;
import io.tallystick.embedded.rollup.RocksRollupStore;
import io.tallystick.embedded.step.Steps;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The thread that gives the events of one partition their fate, and decides when to commit. */
final class PartitionWorker implements Runnable {

  /*
   * The lock guards what is counted, see Overlays. It is held for a slice of events, some tens of
   * microseconds, and is fair, because a query must get its turn between two slices.
   */

  /** Events that are counted while the lock is held once. */
  static final int SLICE_EVENTS = 256;

  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final int partition;
  private final EventLog log;
  private final RocksRollupStore store;
  private final EngineSettings settings;
  private final @Nullable PartitionState recovered;
  private final long replayFromOffset;
  private final CommitLimits limits;
  private final DeduplicationIndex index;
  private final PartitionProcessor processor;
  private final LongSupplier clock;
  private final Executor committer;
  private final InFlightTimes inFlight;
  private final Publication publication;
  private final Runnable onFailure;

  final ReentrantLock lock = new ReentrantLock(true);
  private final PartitionCommands commands = new PartitionCommands();
  private final Overlays overlays;

  private volatile @Nullable Thread thread;
  private volatile boolean stopping;
  private volatile boolean halted;
  private volatile boolean caughtUp;
  private final long caughtUpTarget;
  private volatile @Nullable Throwable failure;
  private volatile long committedOffset;
  private volatile long committedEpoch;
  private volatile boolean commitRequested;
  private volatile long lastCommitTookMillis;

  /** Whether somebody waits for the commit that is under way. */
  private volatile boolean isAwaited;

  private volatile @Nullable DeduplicationCheckpoint committedCheckpoint;
  private volatile long trimmableOffset;

  private long epoch;
  private long lastCommitMillis;
  private long lastCommitNanos = System.nanoTime();
  private long lastCommitOffset;

  PartitionWorker(
      int partition,
      EventLog log,
      RocksRollupStore store,
      RunStore runs,
      DeduplicationSettings deduplication,
      EngineSettings settings,
      LongSupplier clock,
      Executor committer,
      InFlightTimes inFlight,
      Appended appended,
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
    limits = CommitLimits.of(Runtime.getRuntime().maxMemory(), store.partitions());
    index = DeduplicationIndex.restore(deduplication, runs, checkpoint);
    processor = new PartitionProcessor(
        partition, settings.dimensions(), settings.rules(), SumRange.of(store.partitions()), index);
    overlays = new Overlays(new Overlay(1, processor.pending(), processor.journal()));
    this.clock = clock;
    this.committer = committer;
    this.inFlight = inFlight;
    this.onFailure = onFailure;
    caughtUpTarget = log.end(partition);
    publication = new Publication(partition, appended, caughtUpTarget);
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    try {
      if (recover()) {
        work();
      }
    } catch (RuntimeException | Error e) {
      failure = e;
      onFailure.run();
    } finally {
      commands.close();
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
      processor.restore(state);
      store.journal().deadLetters().open(partition, processor::reopen);
      epoch = state.epoch();
      trimmableOffset = replayFromOffset;
    }
    lock.lock();
    try {
      overlays.restart(new Overlay(epoch + 1, processor.pending(), processor.journal()));
    } finally {
      lock.unlock();
    }
    committedOffset = processor.offset();
    committedEpoch = epoch;
    lastCommitOffset = processor.offset();
    lastCommitMillis = staggered();
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
    while (!halted) {
      if (!caughtUp && processor.offset() >= caughtUpTarget) {
        publication.caughtUp(processor.tally());
        caughtUp = true;
      }
      if (commands.run()) {
        publish();
      }
      EventLog.Entry entry = log.next(partition, processor.offset());
      if (entry != null) {
        count(entry);
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
    publish();
    inFlight.processed(processor.offset());
    Steps.LISTENER.reached(CommitStep.ENTRY_PROCESSED);
  }

  private boolean isDrained() {
    return processor.offset() >= log.end(partition)
        && !overlays.isCommitting()
        && committedOffset == processor.offset();
  }

  private void commitIfDue(boolean idle) {
    DeduplicationCheckpoint done = committedCheckpoint;
    if (done != null) {
      committedCheckpoint = null;
      Steps.LISTENER.reached(CommitStep.IDENTITIES_COMMITTED);
      index.committed(done);
    }
    recycle();
    Journal journal = processor.journal();
    boolean full = limits.isFull(processor);
    isAwaited = full || commitRequested || stopping || hasDeadLetters(journal);
    if (processor.offset() == lastCommitOffset && !hasDeadLetters(journal)) {
      lastCommitMillis = staggered();
      return;
    }
    long sinceMillis = clock.getAsLong() - lastCommitMillis;
    boolean due = full
        || (commitRequested
            && CommitLimits.isRequestDue(millisAfter(lastCommitNanos), lastCommitTookMillis))
        || (hasDeadLetters(journal)
            && CommitLimits.isDeadLetterDue(sinceMillis, lastCommitTookMillis))
        || sinceMillis >= settings.commitIntervalMillis()
        || sinceMillis < 0
        || (stopping && idle);
    if (!due) {
      return;
    }
    if (overlays.isCommitting()) {
      while (full && overlays.isCommitting()) {
        rethrowFailure();
        if (halted) {
          return;
        }
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(1));
      }
      if (!full) {
        return;
      }
    }
    freezeAndCommit();
  }

  /** When the last commit would have been, so that the next ones of all partitions do not meet. */
  private long staggered() {
    long apart = settings.commitIntervalMillis() / store.partitions();
    return clock.getAsLong() - partition * apart;
  }

  /** Lets what is counted next take the memory of what was committed. */
  private void recycle() {
    Overlay done = overlays.takeCommitted();
    if (done == null) {
      return;
    }
    processor.recycle(done.journal());
    if (!done.isLeased()) {
      processor.recycle(done.rollups());
    }
  }

  private static long millisAfter(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  private static boolean hasDeadLetters(Journal journal) {
    return !journal.deadLetters().isEmpty() || !journal.closings().isEmpty();
  }

  private void freezeAndCommit() {
    // what was asked for is asked for no longer as soon as it is frozen
    boolean askedFor = commitRequested || hasDeadLetters(processor.journal());
    PartitionState state;
    Overlay toCommit;
    lock.lock();
    try {
      epoch++;
      state = processor.freeze(epoch);
      toCommit = overlays.freeze(new Overlay(epoch + 1, processor.pending(), processor.journal()));
    } finally {
      lock.unlock();
    }
    lastCommitOffset = state.offset();
    lastCommitMillis = clock.getAsLong();
    lastCommitNanos = System.nanoTime();
    commitRequested = false;
    Steps.LISTENER.reached(CommitStep.ROLLUPS_FROZEN);
    committer.execute(() -> commit(state, toCommit, askedFor));
  }

  /** On the committer's thread. */
  private void commit(PartitionState state, Overlay overlay, boolean askedFor) {
    long begin = System.nanoTime();
    CommitRest rest = new CommitRest(
        settings.commitIntervalMillis(), store.partitions(), () -> askedFor || isAwaited);
    try {
      store.commit(
          new Commit(state, overlay.rollups(), overlay.journal(), clock.getAsLong()), rest);
    } catch (RuntimeException | Error e) {
      failure = e;
      onFailure.run();
      return;
    }
    DeduplicationCheckpoint checkpoint = DeduplicationCheckpoint.of(state.deduplication());
    trimmableOffset = Math.min(state.offset(), checkpoint.replayFromOffset());
    committedOffset = state.offset();
    committedEpoch = state.epoch();
    lastCommitTookMillis = millisAfter(begin + rest.restedNanos());
    committedCheckpoint = checkpoint;
    lock.lock();
    try {
      overlays.committed();
    } finally {
      lock.unlock();
    }
    Steps.LISTENER.reached(CommitStep.COMMIT_PUBLISHED);
    LockSupport.unpark(thread);
  }

  private void rethrowFailure() {
    Throwable known = failure;
    if (known != null) {
      throw new IllegalStateException("partition " + partition + " has failed", known);
    }
  }

  private void publish() {
    publication.publish(processor, index);
  }

  /** What this partition counts, and since when. */
  List<DimensionSpan> dimensions() {
    lock.lock();
    try {
      return processor.dimensions();
    } finally {
      lock.unlock();
    }
  }

  /** Hours of arrival that are not committed yet. */
  List<HourTally> pendingHours() {
    lock.lock();
    try {
      return overlays.live().stream()
          .flatMap(overlay -> overlay.journal().hours().stream())
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** The dead letter at {@code offset} as it is now, committed or not; null when there is none. */
  @Nullable
  DeadLetter deadLetter(long offset) {
    DeadLetter letter = null;
    DeadLetter.Closing closing = null;
    lock.lock();
    try {
      for (Overlay overlay : overlays.live()) {
        for (DeadLetter each : overlay.journal().deadLetters()) {
          letter = each.offset() == offset ? each : letter;
        }
        for (DeadLetter.Closing each : overlay.journal().closings()) {
          closing = each.offset() == offset ? each : closing;
        }
      }
    } finally {
      lock.unlock();
    }
    // what has left the overlays meanwhile is in the store
    DeadLetter known =
        letter == null ? store.journal().deadLetters().find(partition, offset) : letter;
    return known == null || closing == null ? known : known.closed(closing);
  }

  /** Asks for a commit soon, though not more often than every tenth of a second. */
  void requestCommit() {
    commitRequested = true;
    wake();
  }

  /** Everything before it is committed. */
  long committedOffset() {
    return committedOffset;
  }

  /** Everything before it has its fate; 0 while this partition recovers. */
  long processedOffset() {
    Publication.Progress known = publication.progress();
    return known == null ? 0 : known.offset();
  }

  /** Number of the last commit. */
  long committedEpoch() {
    return committedEpoch;
  }

  /** Number of the commit that will hold what is done now; on the thread of the partition only. */
  long pendingEpoch() {
    return epoch + 1;
  }

  /** How far this partition has come, as others see it. */
  Publication publication() {
    return publication;
  }

  /** What it has counted that may not be in the store. */
  Overlays overlays() {
    return overlays;
  }

  NodeStatus.Partition status() {
    return publication.status(log.begin(partition), log.end(partition), committedOffset);
  }

  /**
   * Lets the partition's own thread do something between two entries.
   *
   * @throws java.util.concurrent.RejectedExecutionException when too much waits already
   */
  <T> CompletableFuture<T> submit(Function<PartitionProcessor, T> command) {
    CompletableFuture<T> done = commands.submit(() -> command.apply(processor), lock);
    wake();
    return done;
  }

  /** Everything before it is committed and no longer needed for recovery. */
  long trimmableOffset() {
    return trimmableOffset;
  }

  /** Events in the log that have no fate yet; none once counting has failed. */
  long lag() {
    return failure != null || !caughtUp ? 0 : log.end(partition) - processedOffset();
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

  /** Lets the thread end at once; what is not committed is counted again after the next start. */
  void halt() {
    halted = true;
    stop();
  }

  /** Lets the thread end once it has counted and committed what the log holds. */
  void stop() {
    stopping = true;
    wake();
  }
}
