package io.tallystick.embedded.engine;

import io.tallystick.core.ledger.FateRuns;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.receipt.CommitRecord;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.recount.RawEvents;
import io.tallystick.core.recount.RowRepair;
import io.tallystick.embedded.log.RocksEventLog;
import io.tallystick.embedded.rocks.StoreException;
import io.tallystick.embedded.rollup.RocksRollupStore;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The engine as archiving and recounting see it. Thread-safe. */
public final class EngineRecount implements RawEvents, CommittedData.Source, RowRepair {

  /*
   * Rows have one writer, the thread that commits. Repairs go through it, so that no commit is ever
   * half of an old row and half of a new one.
   */

  private static final long COMMIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(3);

  private final List<PartitionWorker> workers;
  private final RocksEventLog log;
  private final RocksRollupStore store;
  private final ExecutorService committer;
  private final LongSupplier clock;
  private volatile IntToLongFunction archivedEnd = partition -> Long.MAX_VALUE;
  private int logHolds;

  EngineRecount(
      List<PartitionWorker> workers,
      RocksEventLog log,
      RocksRollupStore store,
      ExecutorService committer,
      LongSupplier clock) {
    this.workers = workers;
    this.log = log;
    this.store = store;
    this.committer = committer;
    this.clock = clock;
  }

  /**
   * From now on the log keeps what is not archived.
   *
   * @param archivedEnd offset after the last archived event of a partition
   */
  public void keepUntilArchived(IntToLongFunction archivedEnd) {
    this.archivedEnd = archivedEnd;
  }

  /** Runs {@code trim} unless something holds the log; it may trim to the offsets it is given. */
  synchronized void trim(Consumer<IntToLongFunction> trim) {
    if (logHolds == 0) {
      trim.accept(archivedEnd);
    }
  }

  @Override
  public int partitions() {
    return log.partitions();
  }

  @Override
  public synchronized RawEvents.Hold holdLog() {
    logHolds++;
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.getAndSet(false)) {
        releaseLog();
      }
    };
  }

  private synchronized void releaseLog() {
    logHolds--;
  }

  @Override
  public long begin(int partition) {
    return log.begin(partition);
  }

  @Override
  public long decidedEnd(int partition) {
    PartitionState state = store.state(partition);
    return state == null ? 0 : state.offset();
  }

  @Override
  public long offsetAt(int partition, long arrivalMillis) {
    return log.offsetAt(partition, arrivalMillis);
  }

  @Override
  public void read(int partition, long begin, long end, EntryVisitor visitor) {
    if (begin >= end) {
      return;
    }
    boolean[] more = {true};
    long[] next = {begin};
    store.journal().commits(partition, begin, commit -> {
      if (commit.beginOffset() > next[0]) {
        throw unknown(partition, next[0]);
      }
      byte[] fates = fates(commit);
      log.scan(partition, next[0], Math.min(end, commit.endOffset()), entry -> {
        int from = (int) (entry.offset() - commit.beginOffset());
        next[0] = entry.offset() + entry.count();
        more[0] = visitor.entry(entry, Arrays.copyOfRange(fates, from, from + entry.count()));
        return more[0];
      });
      return more[0] && next[0] < end;
    });
    if (more[0] && next[0] < end) {
      throw unknown(partition, next[0]);
    }
  }

  private static StoreException unknown(int partition, long offset) {
    return new StoreException("commits: nothing is known about offset " + offset + " of partition "
        + partition + " (expected: its fate, as long as the log holds it)");
  }

  private static byte[] fates(CommitRecord commit) {
    byte[] fates = new byte[Math.toIntExact(commit.endOffset() - commit.beginOffset())];
    int[] at = {0};
    FateRuns.read(commit.fates(), 0, commit.fates().length, (fate, length) -> {
      int end = Math.toIntExact(at[0] + length);
      Arrays.fill(fates, at[0], end, (byte) fate.number());
      at[0] = end;
    });
    return fates;
  }

  /**
   * What is committed, with all that was accepted before as far as it is counted in a moment:
   * whoever has sent an event and asks wants it to be among them.
   */
  @Override
  public CommittedData open() {
    long deadline = System.nanoTime() + COMMIT_NANOS_MAX;
    for (PartitionWorker worker : workers) {
      long accepted = worker.publication().end().offset();
      while (worker.committedOffset() < accepted
          && worker.failure() == null
          && System.nanoTime() < deadline) {
        worker.requestCommit();
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
    return store.committedData();
  }

  @Override
  public RowRepair.Hold holdRows() {
    return onCommitter(store::holdRows);
  }

  @Override
  public void apply(long recount, List<Change> changes) {
    List<Change> all = List.copyOf(changes);
    onCommitter(() -> {
      store.repair(recount, clock.getAsLong(), all);
      return all;
    });
  }

  @Override
  public List<Recorded> recorded(int countMax) {
    return store.repaired(countMax);
  }

  private <T> T onCommitter(Supplier<T> task) {
    try {
      return CompletableFuture.supplyAsync(task, committer).join();
    } catch (CompletionException e) {
      @Nullable Throwable cause = e.getCause();
      throw cause instanceof RuntimeException known ? known : e;
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the node is stopping", e);
    }
  }
}
