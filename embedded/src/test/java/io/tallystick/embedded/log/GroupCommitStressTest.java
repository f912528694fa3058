package io.tallystick.embedded.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.event.EventDraft;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchWriter;
import io.tallystick.embedded.folder.DataFolder;
import io.tallystick.embedded.rocks.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;

/**
 * Goal: whoever appends gets an answer, whatever happens to the thread that writes and whenever the
 * log is closed; and what was acknowledged is there.
 *
 * <p>Method: many threads against the real log, which calls native code that no model checker sees.
 * Tried by hand: a thread that does not catch what a listener throws leaves an append unanswered.
 */
class GroupCommitStressTest {

  private static final int ROUNDS = 10;
  private static final int THREADS = 4;
  private static final int ANSWER_SECONDS_MAX = 60;
  private static final EventLog.Append APPEND = append();

  static {
    RocksDB.loadLibrary();
  }

  @TempDir
  Path directory;

  private final Cache cache = new LRUCache(1 << 20);
  private final AtomicReference<@Nullable Error> thrown = new AtomicReference<>();
  private final RocksEventLog.AppendListener listener = new RocksEventLog.AppendListener() {
    @Override
    public void appended(int partition, long end, EventLog.Append append) {
      Error error = thrown.getAndSet(null);
      if (error != null) {
        throw error;
      }
    }

    @Override
    public void readable(int partition) {}
  };
  private DataFolder folder;

  @BeforeEach
  void open() {
    folder = DataFolder.open(directory, () -> 1);
  }

  @AfterEach
  void close() {
    folder.close();
    cache.close();
  }

  private RocksEventLog openLog() {
    return new RocksEventLog(folder, 2, () -> 1, cache, listener);
  }

  @Test
  void everyAppendIsAnsweredWhenTheLogIsClosed() throws Exception {
    long acknowledged = 0;
    for (int round = 0; round < ROUNDS; round++) {
      RocksEventLog log = openLog();
      assertThat(log.end(0)).isEqualTo(acknowledged);
      ConcurrentLinkedQueue<CompletableFuture<Void>> answers = new ConcurrentLinkedQueue<>();
      AtomicBoolean closed = new AtomicBoolean();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Thread thread = new Thread(() -> {
          while (!closed.get()) {
            CompletableFuture<Void> answer = log.append(List.of(APPEND)).toCompletableFuture();
            answers.add(answer);
            answer.exceptionally(refused -> null).join();
          }
        });
        threads.add(thread);
        thread.start();
      }
      while (answers.size() < (round + 1) * THREADS) {
        Thread.onSpinWait();
      }
      log.close();
      closed.set(true);
      for (Thread thread : threads) {
        thread.join(TimeUnit.SECONDS.toMillis(ANSWER_SECONDS_MAX));
        assertThat(thread.isAlive()).as("waits for ever").isFalse();
      }
      acknowledged +=
          answers.stream().filter(answer -> !answer.isCompletedExceptionally()).count();
    }
    try (RocksEventLog log = openLog()) {
      assertThat(log.end(0)).isEqualTo(acknowledged);
    }
  }

  @Test
  void anErrorOnTheWayIsAnsweredAndNothingIsWrittenUntilTheNextStart() {
    try (RocksEventLog log = openLog()) {
      thrown.set(new OutOfMemoryError("tried"));
      CompletableFuture<Void> failed = log.append(List.of(APPEND)).toCompletableFuture();
      assertThatThrownBy(
              () -> failed.orTimeout(ANSWER_SECONDS_MAX, TimeUnit.SECONDS).join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(StoreException.class)
          .hasMessageContaining("append failed (java.lang.OutOfMemoryError: tried)");
      assertThat(log.end(0)).isZero();
      assertThat(log.append(List.of(APPEND)).toCompletableFuture()).isCompletedExceptionally();
    }
    try (RocksEventLog log = openLog()) {
      // it was on disk already, and as nobody was told so, it may be there or not
      assertThat(log.end(0)).isEqualTo(1);
    }
  }

  private static EventLog.Append append() {
    EventDraft draft = new EventDraft();
    draft.source().set("web");
    draft.id().set("a");
    draft.type().set("view");
    draft.subject().set("A");
    draft.timeMillis(0);
    LogBatchWriter writer = new LogBatchWriter();
    writer.add(draft);
    return new EventLog.Append(0, 1, writer.toByteArray(), 0);
  }
}
