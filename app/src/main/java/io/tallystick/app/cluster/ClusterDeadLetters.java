package io.tallystick.app.cluster;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetter.State;
import io.tallystick.core.deadletter.DeadLetterCount;
import io.tallystick.core.deadletter.DeadLetterFilter;
import io.tallystick.core.deadletter.DeadLetterId;
import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.deadletter.DeadLetters;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchWriter;
import io.tallystick.core.node.Notice;
import io.tallystick.core.publish.PublishedView;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Browses what was published, and changes it through the topic. Thread-safe. */
final class ClusterDeadLetters implements DeadLetters {

  /*
   * As on one machine a replay is an entry of the log that names its dead letter, and counting
   * decides it only while that is open; a discard is a record of its own. So two nodes may do the
   * same at once and nothing is counted twice. What is done here makes the usual answer the exact
   * one: it waits, for a bounded time, until what it has sent is published.
   */

  private static final Logger LOGGER = LoggerFactory.getLogger(ClusterDeadLetters.class);

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Moments moments;
  private final LetterLog log;
  private final long waitNanosMax;
  private final ReentrantLock changes = new ReentrantLock(true);

  /**
   * @param waitNanosMax how long a change waits until it is published before it is answered without
   */
  ClusterDeadLetters(Moments moments, LetterLog log, long waitNanosMax) {
    this.waitNanosMax = waitNanosMax;
    this.moments = moments;
    this.log = log;
  }

  @Override
  public List<DeadLetterCount> counts() {
    EnumMap<DeadLetterReason, DeadLetterCount> sums = new EnumMap<>(DeadLetterReason.class);
    for (DeadLetterReason reason : DeadLetterReason.values()) {
      sums.put(reason, new DeadLetterCount(reason, 0, 0, 0));
    }
    Moment moment = moments.last();
    if (moment != null) {
      for (PublishedView.Partition published : moment.view().partitions()) {
        published
            .deadLetterCounts()
            .forEach(count -> sums.merge(count.reason(), count, DeadLetterCount::plus));
      }
    }
    return List.copyOf(sums.values());
  }

  @Override
  public @Nullable DeadLetter find(DeadLetterId id) {
    return moments.read(moment -> find(moment, id));
  }

  private static @Nullable DeadLetter find(Moment moment, DeadLetterId id) {
    return id.partition() >= moment.partitions() || id.offset() >= moment.offset(id.partition())
        ? null
        : moment.view().deadLetter(id.partition(), id.offset());
  }

  @Override
  public Page page(DeadLetterFilter filter, @Nullable Cursor after, int lettersMax) {
    DeadLetters.requireSize("lettersMax", lettersMax);
    return moments.read(moment -> new LetterPage(moment, filter, lettersMax).after(after));
  }

  @Override
  public List<Result> replay(List<Replay> replays, String note) {
    DeadLetters.requireChange(replays.stream().map(Replay::id).toList(), note);
    changes.lock();
    try {
      Map<Integer, Long> before = new HashMap<>();
      TreeMap<Integer, LogBatchWriter> batches = new TreeMap<>();
      List<DeadLetterId> sent = new ArrayList<>();
      EventDraft draft = new EventDraft();
      Moment moment = moments.latest();
      for (Replay replay : replays) {
        DeadLetter letter = find(replay.id());
        if (letter != null && letter.state() == State.OPEN) {
          int partition = letter.partition();
          before.putIfAbsent(
              partition, moment.offset(partition) + moment.inFlight(partition).events());
          replay.event(letter).draft(draft);
          batches
              .computeIfAbsent(partition, key -> new LogBatchWriter())
              .addReplay(draft, letter.offset(), note);
          sent.add(replay.id());
        }
      }
      append(batches);
      awaitClosed(sent);
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
    if (!appends.isEmpty()) {
      join(log.append(appends).toCompletableFuture());
    }
  }

  private static void join(CompletableFuture<Void> durable) {
    try {
      durable.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RefusedException refused) {
        throw refused;
      }
      LOGGER.warn(
          "{}",
          Notice.of(
                  "dead-letters-unavailable",
                  "dead letters: not written to the topic, or it was and nobody knows")
              .did("the request was answered 503")
              .advice("try again, which does no harm"),
          e);
      throw new RefusedException(new Refusal(
          ErrorCode.UNAVAILABLE,
          "log: not written, or it was and nobody knows (expected: a topic that takes records; try"
              + " again, which does no harm)"));
    }
  }

  /** Waits until none of them is open as far as is published, but not for longer than bounded. */
  private void awaitClosed(List<DeadLetterId> ids) {
    long begin = System.nanoTime();
    List<DeadLetterId> open = new ArrayList<>(ids);
    while (!open.isEmpty() && System.nanoTime() - begin < waitNanosMax) {
      DeadLetter letter = find(open.get(open.size() - 1));
      if (letter != null && letter.state() == State.OPEN) {
        LockSupport.parkNanos(POLL_NANOS);
      } else {
        open.remove(open.size() - 1);
      }
    }
  }

  private Result replayResult(DeadLetterId id, long before) {
    return moments.read(moment -> Result.ofReplay(
        id,
        find(moment, id),
        before,
        offset -> find(moment, new DeadLetterId(id.partition(), offset))));
  }

  @Override
  public List<Result> discard(List<DeadLetterId> ids, String note) {
    DeadLetters.requireChange(ids, note);
    changes.lock();
    try {
      List<DeadLetterId> sent = new ArrayList<>();
      List<CompletableFuture<Void>> durable = new ArrayList<>();
      for (DeadLetterId id : ids) {
        DeadLetter letter = find(id);
        if (letter != null && letter.state() == State.OPEN) {
          sent.add(id);
          durable.add(log.discard(id.partition(), id.offset(), note).toCompletableFuture());
        }
      }
      durable.forEach(ClusterDeadLetters::join);
      awaitClosed(sent);
      HashSet<DeadLetterId> tried = new HashSet<>(sent);
      return ids.stream()
          .map(id -> Result.ofDiscard(id, find(id), tried.contains(id)))
          .toList();
    } finally {
      changes.unlock();
    }
  }
}
