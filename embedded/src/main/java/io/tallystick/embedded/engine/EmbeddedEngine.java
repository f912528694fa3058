package io.tallystick.embedded.engine;

import io.tallystick.core.deadletter.DeadLetters;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.ledger.LedgerReader;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.node.Notice;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.receipt.ReceiptReader;
import io.tallystick.core.rollup.EventTypes;
import io.tallystick.core.rollup.Freshness;
import io.tallystick.core.rollup.RollupReader;
import io.tallystick.core.rollup.RollupView;
import io.tallystick.embedded.dedup.FileRunStore;
import io.tallystick.embedded.folder.DataFolder;
import io.tallystick.embedded.log.RocksEventLog;
import io.tallystick.embedded.rocks.StoreException;
import io.tallystick.embedded.rollup.RocksRollupStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Log, workers and rollup store of one machine, wired together. Thread-safe. */
public final class EmbeddedEngine implements RollupReader, NodeStatus, AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(EmbeddedEngine.class);
  private static final long TRIM_MILLIS_MAX = 30_000;

  /** Trimming looks so many times for what has aged out while one retention passes. */
  private static final long TRIMS_PER_RETENTION = 60;

  private static final long AUDIT_EVERY_SECONDS = 5;
  private static final long STOP_SECONDS_MAX = 60;
  private static final long STOP_POLL_MILLIS = 100;

  /** Four shards: with the default of 64, a block larger than half a megabyte is never kept. */
  private static final int CACHE_SHARD_BITS = 2;

  /** Events of one partition that may wait to be counted before acknowledgements slow down. */
  private static final long PACE_LAG_EVENTS = 12_000;

  private static final long PACE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PACE_STEP_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private final EngineSettings settings;
  private final LongSupplier clock;
  private final DataFolder folder;
  private final Cache cache;
  private final RocksRollupStore store;
  private final RocksEventLog log;
  private final List<PartitionWorker> workers = new ArrayList<>();
  private final List<InFlightTimes> inFlight = new ArrayList<>();
  private final List<Appended> appended = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final ExecutorService committer;
  private final ScheduledExecutorService trimmer;
  private final LedgerAudit audit;
  private final EngineLedger ledger;
  private final EngineReceipts receipts;
  private final EngineRecount recount;
  private final EngineDeadLetters deadLetters;
  private volatile boolean stopping;

  private EmbeddedEngine(EngineSettings settings, LongSupplier clock) {
    RocksDB.loadLibrary();
    this.settings = settings;
    this.clock = clock;
    folder = DataFolder.open(settings.dataDirectory(), clock);
    cache = new LRUCache(settings.cacheBytes(), CACHE_SHARD_BITS);
    try {
      store = new RocksRollupStore(
          folder,
          settings.partitions(),
          Math.min(EngineSettings.PARTITIONS_MAX, Runtime.getRuntime().availableProcessors()),
          cache);
    } catch (RuntimeException e) {
      cache.close();
      folder.close();
      throw e;
    }
    for (int partition = 0; partition < store.partitions(); partition++) {
      inFlight.add(new InFlightTimes());
    }
    try {
      log = new RocksEventLog(folder, store.partitions(), clock, cache, new Listener());
    } catch (RuntimeException e) {
      store.close();
      cache.close();
      folder.close();
      throw e;
    }
    for (int partition = 0; partition < store.partitions(); partition++) {
      appended.add(new Appended(log.end(partition)));
    }
    committer = Executors.newSingleThreadExecutor(daemon("rollup-commit"));
    trimmer = Executors.newSingleThreadScheduledExecutor(daemon("log-trim"));
    audit = new LedgerAudit(store);
    ledger = new EngineLedger(workers, log, store, audit);
    receipts = new EngineReceipts(workers, log, store);
    recount = new EngineRecount(workers, log, store, committer, clock);
    deadLetters = new EngineDeadLetters(workers, log, store, clock);
  }

  /**
   * Opens the data directory and begins to replay what was not committed; {@link #state()} turns
   * {@link NodeStatus.State#READY} when that is done.
   *
   * @param clock milliseconds since the epoch
   * @throws io.tallystick.embedded.rocks.StoreException when the directory cannot be used
   */
  public static EmbeddedEngine open(EngineSettings settings, LongSupplier clock) {
    EmbeddedEngine engine = new EmbeddedEngine(settings, clock);
    try {
      engine.start();
      return engine;
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  private void start() {
    int partitions = store.partitions();
    DeduplicationSettings node = settings.deduplication();
    DeduplicationSettings deduplication =
        new DeduplicationSettings(node.windowMillis(), node.memoryBytesMax() / partitions);
    for (int partition = 0; partition < partitions; partition++) {
      PartitionWorker worker = new PartitionWorker(
          partition,
          log,
          store,
          new FileRunStore(folder.identities(partition)),
          deduplication,
          settings,
          clock,
          this::commit,
          inFlight.get(partition),
          appended.get(partition),
          this::onFailure);
      workers.add(worker);
    }
    StartCheck check = new StartCheck(settings.dataDirectory(), log, store);
    for (int partition = 0; partition < partitions; partition++) {
      check.check(partition);
    }
    folder.complete();
    tellReplay();
    for (int partition = 0; partition < partitions; partition++) {
      threads.add(daemon("partition-" + partition).newThread(workers.get(partition)));
    }
    threads.forEach(Thread::start);
    trimmer.scheduleWithFixedDelay(audit::run, 0, AUDIT_EVERY_SECONDS, TimeUnit.SECONDS);
    long trimMillis =
        Math.min(TRIM_MILLIS_MAX, settings.logRetentionMillis() / TRIMS_PER_RETENTION + 1);
    trimmer.scheduleWithFixedDelay(this::trim, trimMillis, trimMillis, TimeUnit.MILLISECONDS);
  }

  private void tellReplay() {
    long events = 0;
    for (int partition = 0; partition < store.partitions(); partition++) {
      PartitionState committed = store.state(partition);
      events += log.end(partition) - (committed == null ? 0 : committed.offset());
    }
    if (events > 0) {
      LOGGER.info(
          "{}",
          Notice.of("recovering", events + " events of the log were not committed")
              .did("they are counted now, from the last commit on")
              .with("events", events));
    }
  }

  /** Writes what is in memory to sorted files, so that a start from here on is short. */
  public void flush() {
    log.flush();
    store.flush();
  }

  /** Id of the data folder, 32 hex digits. */
  public String folderId() {
    return folder.id();
  }

  /** The log that events are appended to. */
  public EventLog log() {
    return log;
  }

  /** The ledger of this node. */
  public LedgerReader ledger() {
    return ledger;
  }

  /** Which event types there are. */
  public EventTypes eventTypes() {
    return store::types;
  }

  /** What happened to single events. */
  public ReceiptReader receipts() {
    return receipts;
  }

  /** Raw events, raw rows and their repair. */
  public EngineRecount recount() {
    return recount;
  }

  /** Events that could not be counted. */
  public DeadLetters deadLetters() {
    return deadLetters;
  }

  @Override
  public RollupView open() {
    long now = clock.getAsLong();
    long settled = now;
    boolean partial = false;
    for (int partition = 0; partition < workers.size(); partition++) {
      settled = Math.min(settled, inFlight.get(partition).min());
      partial |= workers.get(partition).failure() != null;
    }
    return new EngineView(workers, store, new Freshness(now, settled, partial));
  }

  @Override
  public State state() {
    if (failure() != null) {
      return State.FAILED;
    }
    if (stopping) {
      return State.STOPPING;
    }
    for (PartitionWorker worker : workers) {
      if (!worker.isCaughtUp()) {
        return State.STARTING;
      }
    }
    // books that do not add up must be known before anybody relies on them
    return audit.checks() == 0 ? State.STARTING : State.READY;
  }

  @Override
  public @Nullable String failure() {
    for (int partition = 0; partition < workers.size(); partition++) {
      Throwable failure = workers.get(partition).failure();
      if (failure != null) {
        return "partition " + partition + " stopped: " + failure.getMessage()
            + "; its events stay in the log and are counted after a restart; see the log of this"
            + " process, mend the cause and restart";
      }
    }
    return null;
  }

  @Override
  public List<Partition> partitions() {
    return workers.stream().map(PartitionWorker::status).toList();
  }

  private void onFailure() {
    if (passingFailure() != null) {
      // whoever opens the engine again tells of it
      return;
    }
    for (PartitionWorker worker : workers) {
      Throwable failure = worker.failure();
      if (failure != null) {
        LOGGER.error("{}", Notice.of("partition-stopped", String.valueOf(failure())), failure);
        return;
      }
    }
  }

  private void trim() {
    try {
      recount.trim(this::trimTo);
    } catch (RuntimeException e) {
      LOGGER.warn(
          "{}",
          Notice.of("log-untrimmed", "log: trimming failed")
              .did("nothing was removed, trying again later"),
          e);
    }
  }

  private void trimTo(IntToLongFunction archivedEnd) {
    long keepFrom = clock.getAsLong() - settings.logRetentionMillis();
    boolean trimmed = false;
    long beginMin = Long.MAX_VALUE;
    for (int partition = 0; partition < workers.size(); partition++) {
      long offset =
          Math.min(workers.get(partition).trimmableOffset(), log.offsetAt(partition, keepFrom));
      long begin = log.begin(partition);
      log.trim(partition, Math.min(offset, archivedEnd.applyAsLong(partition)));
      if (log.begin(partition) > begin) {
        store.journal().trimCommits(partition, log.begin(partition));
        trimmed = true;
      }
      beginMin = Math.min(beginMin, log.begin(partition));
    }
    if (trimmed) {
      store.journal().trimReceipts(beginMin);
    }
  }

  /**
   * Commits unless the storage has failed: whether the write that failed is on disk shows only when
   * the store is opened again, and until then nothing may follow it.
   */
  private void commit(Runnable commit) {
    committer.execute(() -> {
      if (passingFailure() == null) {
        commit.run();
      }
    });
  }

  /**
   * Why nothing is written any more, when another start may help: the disk is full, read-only or
   * gives errors, or memory was used up. Null while all is well, and after other failures.
   */
  @Nullable
  Throwable passingFailure() {
    Throwable append = log.failure();
    if (isPassing(append)) {
      return append;
    }
    for (PartitionWorker worker : workers) {
      Throwable failure = worker.failure();
      if (isPassing(failure)) {
        return failure;
      }
    }
    return null;
  }

  private static boolean isPassing(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StoreException store) {
        return !store.isDamage();
      }
      if (cause instanceof IOException
          || cause instanceof UncheckedIOException
          || cause instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  /**
   * Closes everything without counting or committing any more, as if the process had been killed.
   *
   * @throws IllegalStateException when a thread does not end; may be called again
   */
  void abandon() {
    workers.forEach(PartitionWorker::halt);
    stopThreads();
    for (Thread thread : threads) {
      if (thread.isAlive()) {
        throw new IllegalStateException(thread.getName() + ": still running after "
            + STOP_SECONDS_MAX + " s (expected: ended)");
      }
    }
    closeStores();
  }

  /** Counts and commits what the log holds, then closes everything. */
  @Override
  public void close() {
    stopThreads();
    closeStores();
  }

  private void stopThreads() {
    stopping = true;
    trimmer.shutdownNow();
    workers.forEach(PartitionWorker::stop);
    try {
      awaitWorkers();
      trimmer.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS);
      committer.shutdown();
      committer.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeStores() {
    log.close();
    store.close();
    cache.close();
    folder.close();
  }

  private void awaitWorkers() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS_MAX);
    for (Thread thread : threads) {
      while (thread.isAlive() && System.nanoTime() < deadline) {
        thread.join(STOP_POLL_MILLIS);
        if (passingFailure() != null) {
          // what they wait for will not happen
          workers.forEach(PartitionWorker::halt);
        }
      }
    }
  }

  private static java.util.concurrent.ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Passes on what the log tells, and slows it down while counting is behind. */
  private final class Listener implements RocksEventLog.AppendListener {

    /*
     * Syncing is cheaper than counting, so at full load the log would run ahead, and events would
     * be acknowledged long before they are visible. A short wait makes clients that wait for their
     * acknowledgements send at the pace of counting, and the groups larger. It is short, because a
     * spike from clients that do not wait has to become lag and not a full queue.
     */

    @Override
    public void pace() {
      long deadline = System.nanoTime() + PACE_NANOS_MAX;
      while (isBehind() && System.nanoTime() < deadline) {
        LockSupport.parkNanos(this, PACE_STEP_NANOS);
      }
    }

    private boolean isBehind() {
      for (PartitionWorker worker : workers) {
        if (worker.lag() > PACE_LAG_EVENTS) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void appended(int partition, long end, EventLog.Append append) {
      inFlight.get(partition).appended(end, append.timeMillisMin());
      appended.get(partition).appended(end, append.canary());
    }

    @Override
    public void readable(int partition) {
      if (partition < workers.size()) {
        workers.get(partition).wake();
      }
    }
  }
}
