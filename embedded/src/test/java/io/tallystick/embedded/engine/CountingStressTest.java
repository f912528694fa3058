package io.tallystick.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchWriter;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.process.RollupStore;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Freshness;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.SeriesKey;
import io.tallystick.embedded.folder.DataFolder;
import io.tallystick.embedded.rollup.RocksRollupStore;
import io.tallystick.testkit.dedup.StrictRunStore;
import io.tallystick.testkit.log.MemoryEventLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;

/**
 * Goal: while events are counted and committed, a query sees each event once or not yet: never
 * twice, and never again not after it was seen; and at the end all are committed.
 *
 * <p>Method: the real worker, view and store, a commit after nearly every entry, and threads that ask
 * all the time, with pauses where they hurt. Lincheck cannot explore it: it knows neither views of
 * byte arrays nor native code. Tried by hand: a view that takes the snapshot before the overlays
 * misses what is committed in between; one that does not compare epochs counts it twice.
 */
class CountingStressTest {

  private static final int ENTRIES = 4000;
  private static final int ASKING = 2;
  private static final int COMMITS_MIN = 20;
  private static final SeriesKey SERIES = SeriesKey.of("view", Dimension.SUBJECT, List.of("A"));
  private static final DeduplicationSettings DEDUPLICATION =
      new DeduplicationSettings(10_000_000, 1 << 20);
  private static final EngineSettings SETTINGS = new EngineSettings(
      Path.of("unused"),
      1,
      List.of(Dimension.SUBJECT),
      List.of(),
      DEDUPLICATION,
      1,
      10_000_000,
      1 << 20);

  private final AtomicLong clock = new AtomicLong();
  private final MemoryEventLog log =
      new MemoryEventLog(new MemoryEventLog.Medium(1), clock::incrementAndGet);
  private Cache cache;
  private DataFolder folder;
  private RocksRollupStore store;
  private RollupStore slowStore;
  private final LogBatchWriter writer = new LogBatchWriter();

  /** Takes its time around a snapshot, often until the next commit. */
  private record SlowSnapshots(RocksRollupStore store) implements RollupStore {

    private static final int NAPS_MAX = 20;

    @Override
    public @Nullable PartitionState state(int partition) {
      return store.state(partition);
    }

    @Override
    public void commit(Commit commit) {
      store.commit(commit);
    }

    @Override
    public Snapshot snapshot() {
      awaitCommit();
      Snapshot snapshot = store.snapshot();
      awaitCommit();
      return snapshot;
    }

    private void awaitCommit() {
      long epoch = epoch();
      for (int nap = 0; nap < NAPS_MAX && epoch() == epoch; nap++) {
        LockSupport.parkNanos(50_000);
      }
    }

    private long epoch() {
      PartitionState state = store.state(0);
      return state == null ? 0 : state.epoch();
    }

    @Override
    public void close() {
      store.close();
    }
  }

  @BeforeEach
  void open(@TempDir Path directory) {
    RocksDB.loadLibrary();
    cache = new LRUCache(1 << 20);
    folder = DataFolder.open(directory, () -> 0);
    store = new RocksRollupStore(folder, 1, 1, cache);
    slowStore = new SlowSnapshots(store);
  }

  @AfterEach
  void close() {
    store.close();
    folder.close();
    cache.close();
  }

  @Test
  void anEventIsSeenOnce() throws Exception {
    ExecutorService committer = Executors.newSingleThreadExecutor();
    ExecutorService asking = Executors.newFixedThreadPool(ASKING);
    PartitionWorker worker = new PartitionWorker(
        0,
        log,
        store,
        new StrictRunStore(),
        DEDUPLICATION,
        SETTINGS,
        clock::incrementAndGet,
        committer,
        new InFlightTimes(),
        new Appended(0),
        () -> {});
    AtomicLong appended = new AtomicLong();
    Thread counting = new Thread(worker, "counting");
    try {
      counting.start();
      List<Future<?>> answers = new ArrayList<>();
      for (int i = 0; i < ASKING; i++) {
        answers.add(asking.submit(() -> ask(worker, appended)));
      }
      for (int i = 0; i < ENTRIES; i++) {
        // the second is a copy of the first of the entry before
        appended.incrementAndGet();
        long epoch = epoch();
        log.append(List.of(append(i, Math.max(0, i - 1))));
        worker.wake();
        // commits come by themselves, though how many hangs on how often the committer has its turn
        while (i % (ENTRIES / COMMITS_MIN) == 0 && epoch() == epoch && worker.failure() == null) {
          Thread.onSpinWait();
        }
      }
      for (Future<?> answer : answers) {
        answer.get();
      }
    } finally {
      worker.stop();
      counting.join();
      committer.shutdown();
      asking.shutdownNow();
    }
    assertThat(worker.failure()).isNull();
    PartitionState state = Objects.requireNonNull(store.state(0));
    assertThat(state.offset()).isEqualTo(2 * ENTRIES);
    assertThat(state.tally().events().counted()).isEqualTo(ENTRIES);
    assertThat(state.tally().events().duplicate()).isEqualTo(ENTRIES);
    assertThat(state.epoch()).as("commits").isGreaterThanOrEqualTo(COMMITS_MIN);
    assertThat(count(worker)).isEqualTo(ENTRIES);
  }

  private long epoch() {
    PartitionState state = store.state(0);
    return state == null ? 0 : state.epoch();
  }

  private void ask(PartitionWorker worker, AtomicLong appended) {
    long seen = 0;
    while (seen < ENTRIES && worker.failure() == null) {
      long now = count(worker);
      assertThat(now).isBetween(seen, appended.get());
      seen = now;
    }
  }

  private long count(PartitionWorker worker) {
    long[] count = new long[1];
    try (EngineView view = new EngineView(List.of(worker), slowStore, new Freshness(0, 0, false))) {
      view.row(Level.ALL, 0, SERIES, (child, aggregate) -> count[0] += aggregate.count());
    }
    return count[0];
  }

  private EventLog.Append append(int... ids) {
    writer.clear();
    for (int id : ids) {
      EventDraft draft = new EventDraft();
      draft.source().set("web");
      draft.id().set("e-" + id);
      draft.type().set("view");
      draft.subject().set("A");
      draft.timeMillis(60_000);
      writer.add(draft);
    }
    return new EventLog.Append(0, writer.count(), writer.toByteArray(), writer.timeMillisMin());
  }
}
