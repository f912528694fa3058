package io.tallystick.embedded.engine;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetter.State;
import io.tallystick.core.deadletter.DeadLetterCount;
import io.tallystick.core.deadletter.DeadLetterFilter;
import io.tallystick.core.deadletter.DeadLetterId;
import io.tallystick.core.deadletter.DeadLetters;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchWriter;
import io.tallystick.core.node.Notice;
import io.tallystick.embedded.log.RocksEventLog;
import io.tallystick.embedded.rollup.RocksRollupStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Browses what is committed, and changes it through the log and the partitions' own threads. */
final class EngineDeadLetters implements DeadLetters {

  /*
   * A replay is an entry of the log that names its dead letter, and the partition decides it only
   * while that dead letter is open. So correctness needs nothing from here: two replays of the same
   * one, a replay that is repeated after a crash, or one whose append failed and is there
   * nevertheless, all end as duplicates. What is done here makes the usual answer the exact one:
   * changes come one after the other, and are answered when they are committed.
   *
   * Only a committed dead letter is replayed. One that is not could, after a crash and a restart
   * with other rules, have been counted after all; an edited replay would then be lost.
   */

  private static final Logger LOGGER = LoggerFactory.getLogger(EngineDeadLetters.class);

  /** How long a change waits for its commit before it is answered without. */
  private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final List<PartitionWorker> workers;
  private final RocksEventLog log;
  private final RocksRollupStore store;
  private final LongSupplier clock;
  private final ReentrantLock changes = new ReentrantLock(true);

  /**
   * @param clock milliseconds since the epoch
   */
  EngineDeadLetters(
      List<PartitionWorker> workers,
      RocksEventLog log,
      RocksRollupStore store,
      LongSupplier clock) {
    this.workers = workers;
    this.log = log;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public List<DeadLetterCount> counts() {
    return store.journal().deadLetters().counts(0, workers.size());
  }

  @Override
  public @Nullable DeadLetter find(DeadLetterId id) {
    return id.partition() >= workers.size()
        ? null
        : workers.get(id.partition()).deadLetter(id.offset());
  }

  @Override
  public Page page(DeadLetterFilter filter, @Nullable Cursor after, int lettersMax) {
    DeadLetters.requireSize("lettersMax", lettersMax);
    return store.journal().deadLetters().page(filter, after, lettersMax, workers.size(), log::end);
  }

  @Override
  public List<Result> replay(List<Replay> replays, String note) {
    DeadLetters.requireChange(replays.stream().map(Replay::id).toList(), note);
    changes.lock();
    try {
      awaitCommitted(replays.stream().map(Replay::id).toList());
      Map<Integer, Long> before = new HashMap<>();
      TreeMap<Integer, LogBatchWriter> batches = new TreeMap<>();
      EventDraft draft = new EventDraft();
      for (Replay replay : replays) {
        DeadLetter letter = find(replay.id());
        if (letter != null && letter.state() == State.OPEN) {
          int partition = letter.partition();
          before.putIfAbsent(partition, log.end(partition));
          replay.event(letter).draft(draft);
          batches
              .computeIfAbsent(partition, key -> new LogBatchWriter())
              .addReplay(draft, letter.offset(), note);
        }
      }
      append(batches);
      batches.keySet().forEach(this::awaitDecided);
      return replays.stream()
          .map(replay -> replayResult(
              replay.id(), before.getOrDefault(replay.id().partition(), Long.MAX_VALUE)))
          .toList();
    } finally {
      changes.unlock();
    }
  }

  private void append(TreeMap<Integer, LogBatchWriter> batches) {
    List<EventLog.Append> appends = new ArrayList<>();
    batches.forEach((partition, batch) -> appends.add(
        new EventLog.Append(partition, batch.count(), batch.toByteArray(), batch.timeMillisMin())));
    if (appends.isEmpty()) {
      return;
    }
    try {
      log.append(appends).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RefusedException refused
          ? refused
          : unavailable("log: the replay was not written, or it was and nobody knows", e);
    }
  }

  /** Waits until everything that is in the log of the partition is committed. */
  private void awaitDecided(int partition) {
    PartitionWorker worker = workers.get(partition);
    long end = log.end(partition);
    await(worker, () -> {
      if (worker.processedOffset() >= end) {
        worker.requestCommit();
      }
      return worker.committedOffset() >= end;
    });
  }

  private void awaitCommitted(List<DeadLetterId> ids) {
    for (DeadLetterId id : ids) {
      if (id.partition() < workers.size()) {
        PartitionWorker worker = workers.get(id.partition());
        if (worker.committedOffset() <= id.offset() && worker.deadLetter(id.offset()) != null) {
          await(worker, () -> {
            worker.requestCommit();
            return worker.committedOffset() > id.offset();
          });
          if (worker.committedOffset() <= id.offset()) {
            throw unavailable("dead letter " + id + ": not committed within 10 s", null);
          }
        }
      }
    }
  }

  private static void await(PartitionWorker worker, BooleanSupplier condition) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()
        && worker.failure() == null
        && System.nanoTime() - begin < WAIT_NANOS_MAX) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private Result replayResult(DeadLetterId id, long before) {
    return Result.ofReplay(
        id, find(id), before, offset -> find(new DeadLetterId(id.partition(), offset)));
  }

  @Override
  public List<Result> discard(List<DeadLetterId> ids, String note) {
    DeadLetters.requireChange(ids, note);
    changes.lock();
    try {
      TreeMap<Integer, List<DeadLetter>> open = new TreeMap<>();
      for (DeadLetterId id : ids) {
        DeadLetter letter = find(id);
        if (letter != null && letter.state() == State.OPEN) {
          open.computeIfAbsent(id.partition(), key -> new ArrayList<>()).add(letter);
        }
      }
      HashSet<DeadLetterId> discarded = new HashSet<>();
      open.forEach((partition, letters) -> discard(partition, letters, note, discarded));
      return ids.stream()
          .map(id -> Result.ofDiscard(id, find(id), discarded.contains(id)))
          .toList();
    } finally {
      changes.unlock();
    }
  }

  private void discard(
      int partition, List<DeadLetter> letters, String note, HashSet<DeadLetterId> discarded) {
    PartitionWorker worker = workers.get(partition);
    long nowMillis = clock.getAsLong();
    List<DeadLetterId> done = new ArrayList<>();
    long epoch;
    try {
      epoch = worker
          .submit(processor -> {
            for (DeadLetter letter : letters) {
              if (processor.discard(letter, nowMillis, note)) {
                done.add(letter.id());
              }
            }
            return worker.pendingEpoch();
          })
          .orTimeout(WAIT_NANOS_MAX, TimeUnit.NANOSECONDS)
          .join();
    } catch (CompletionException e) {
      throw unavailable("discard: partition " + partition + " did not answer within 10 s", e);
    }
    if (done.isEmpty()) {
      return;
    }
    await(worker, () -> {
      worker.requestCommit();
      return worker.committedEpoch() >= epoch;
    });
    if (worker.committedEpoch() < epoch) {
      throw unavailable("discard: partition " + partition + " did not commit within 10 s", null);
    }
    discarded.addAll(done);
  }

  /** What was asked for may or may not be done; to ask again does no harm. */
  private static RefusedException unavailable(String problem, @Nullable Throwable cause) {
    if (cause != null) {
      LOGGER.warn(
          "{}",
          Notice.of("dead-letters-unavailable", "dead letters: " + problem)
              .did("the request was answered 503")
              .advice("try again, which does no harm"),
          cause);
    }
    return new RefusedException(new Refusal(
        ErrorCode.UNAVAILABLE,
        problem + " (expected: a node that works; try again, which does no harm)"));
  }
}
