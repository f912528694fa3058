package io.tallystick.embedded.log;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.process.CommitStep;
import io.tallystick.embedded.rocks.StoreException;
import io.tallystick.embedded.step.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** The one thread that writes the log: whatever waits when a sync ends shares the next one. */
final class GroupCommit implements AutoCloseable {

  /*
   * After a write that failed nobody knows whether its bytes are in the write-ahead log. Another
   * write to the same offsets could then be followed, after a crash, by what is left of the first
   * one. So nothing is written any more: the log has to be opened again, and what is then in it is
   * the truth.
   */

  private static final int QUEUE_MAX = 4096;
  private static final long GROUP_BYTES_MAX = 8 << 20;
  private static final long IDLE_WAIT_MILLIS = 100;

  /** Appends of one request, and who waits for them. */
  private record Waiting(List<EventLog.Append> appends, CompletableFuture<Void> done) {}

  private final RocksDB db;
  private final ColumnFamilyHandle[] families;
  private final AtomicLongArray ends;
  private final RecentEntries[] recent;
  private final long[] lastArrivals;
  private final LongSupplier clock;
  private final RocksEventLog.AppendListener listener;
  private final AcknowledgedEnds acknowledged;
  private final ArrayBlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final Thread thread;
  private volatile boolean closing;
  private volatile @Nullable StoreException failure;

  GroupCommit(
      RocksDB db,
      ColumnFamilyHandle[] families,
      AtomicLongArray ends,
      RecentEntries[] recent,
      long[] lastArrivals,
      LongSupplier clock,
      RocksEventLog.AppendListener listener,
      AcknowledgedEnds acknowledged) {
    this.db = db;
    this.families = families;
    this.ends = ends;
    this.recent = recent;
    this.lastArrivals = lastArrivals;
    this.clock = clock;
    this.listener = listener;
    this.acknowledged = acknowledged;
    this.thread = new Thread(this::run, "log-commit");
    thread.setDaemon(true);
    thread.start();
  }

  CompletionStage<Void> submit(List<EventLog.Append> appends) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    for (EventLog.Append append : appends) {
      if (append.count() <= 0 || append.partition() < 0 || append.partition() >= families.length) {
        throw new IllegalArgumentException(
            "append: " + append.count() + " events to partition " + append.partition()
                + " (expected: at least 1, to one of " + families.length + " partitions)");
      }
    }
    StoreException known = failure;
    if (closing) {
      done.completeExceptionally(new StoreException("log: closed (expected: open)"));
    } else if (known != null) {
      done.completeExceptionally(afterFailure(known));
    } else if (!queue.offer(new Waiting(appends, done))) {
      done.completeExceptionally(new RefusedException(
          ErrorCode.OVERLOADED,
          "requests waiting for the log",
          String.valueOf(QUEUE_MAX),
          "fewer than " + QUEUE_MAX + ", try again later"));
    } else if (closing && !thread.isAlive()) {
      failAll("log: closed (expected: open)");
    }
    return done;
  }

  private void run() {
    List<Waiting> group = new ArrayList<>();
    while (true) {
      try {
        Waiting first = queue.poll(IDLE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        if (first == null) {
          if (closing) {
            return;
          }
          continue;
        }
        group.add(first);
        listener.pace();
        collect(group);
        commit(group);
      } catch (InterruptedException e) {
        closing = true;
      } catch (RuntimeException | Error e) {
        // whatever it was: what is on disk is unknown now, and nobody may wait for ever
        StoreException failed = new StoreException("log: append failed (" + e + ")", e);
        failure = failed;
        group.forEach(waiting -> waiting.done().completeExceptionally(failed));
      } finally {
        group.clear();
      }
    }
  }

  /** Adds what waits to the first, which is there already. */
  private void collect(List<Waiting> group) {
    long bytes = bytes(group.get(0));
    while (bytes < GROUP_BYTES_MAX) {
      Waiting next = queue.poll();
      if (next == null) {
        return;
      }
      group.add(next);
      bytes += bytes(next);
    }
  }

  private static long bytes(Waiting waiting) {
    long bytes = 0;
    for (EventLog.Append append : waiting.appends()) {
      bytes += append.batch().length;
    }
    return bytes;
  }

  /** Why nothing is written any more; null while all is well. */
  @Nullable
  StoreException failure() {
    return failure;
  }

  private static StoreException afterFailure(StoreException known) {
    return new StoreException("log: not written since " + known.getMessage(), known);
  }

  private void commit(List<Waiting> group) {
    StoreException known = failure;
    if (known != null) {
      StoreException refusal = afterFailure(known);
      group.forEach(waiting -> waiting.done().completeExceptionally(refusal));
      return;
    }
    long now = clock.getAsLong();
    long[] newEnds = new long[families.length];
    long[] arrivals = new long[families.length];
    for (int partition = 0; partition < families.length; partition++) {
      newEnds[partition] = ends.get(partition);
      arrivals[partition] = Math.max(lastArrivals[partition], now);
    }
    try (WriteBatch batch = new WriteBatch()) {
      for (Waiting waiting : group) {
        for (EventLog.Append append : waiting.appends()) {
          int partition = append.partition();
          batch.put(
              families[partition],
              LogEntryLayout.key(newEnds[partition]),
              LogEntryLayout.value(append, arrivals[partition]));
          newEnds[partition] += append.count();
        }
      }
      Steps.LISTENER.reached(CommitStep.LOG_GROUP_COLLECTED);
      db.write(synced, batch);
      Steps.LISTENER.reached(CommitStep.LOG_GROUP_SYNCED);
    } catch (RocksDBException | RuntimeException e) {
      StoreException failed = new StoreException("log: append failed (" + e.getMessage() + ")", e);
      failure = failed;
      group.forEach(waiting -> waiting.done().completeExceptionally(failed));
      return;
    }
    acknowledged.write(newEnds);
    Steps.LISTENER.reached(CommitStep.LOG_END_NOTED);
    publish(group, newEnds, arrivals);
    Steps.LISTENER.reached(CommitStep.LOG_GROUP_PUBLISHED);
    group.forEach(waiting -> waiting.done().complete(null));
    Steps.LISTENER.reached(CommitStep.LOG_GROUP_ACKNOWLEDGED);
  }

  private void publish(List<Waiting> group, long[] newEnds, long[] arrivals) {
    long[] end = new long[families.length];
    for (int partition = 0; partition < families.length; partition++) {
      end[partition] = ends.get(partition);
      lastArrivals[partition] = arrivals[partition];
    }
    for (Waiting waiting : group) {
      for (EventLog.Append append : waiting.appends()) {
        int partition = append.partition();
        recent[partition].add(end[partition], append, arrivals[partition]);
        end[partition] += append.count();
        listener.appended(partition, end[partition], append);
      }
    }
    for (int partition = 0; partition < families.length; partition++) {
      if (newEnds[partition] > ends.get(partition)) {
        ends.set(partition, newEnds[partition]);
        listener.readable(partition);
      }
    }
  }

  private void failAll(String why) {
    for (Waiting waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
      waiting.done().completeExceptionally(new StoreException(why));
    }
  }

  /** Commits what waits, then stops. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    failAll("log: closed (expected: open)");
    synced.close();
    acknowledged.close();
  }
}
