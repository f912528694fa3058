package io.tallystick.cassandra.write;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.tallystick.cassandra.CassandraSettings;
import io.tallystick.cassandra.schema.Commits;
import io.tallystick.cassandra.schema.Pins;
import io.tallystick.cassandra.schema.ReceiptBlockLayout;
import io.tallystick.cassandra.schema.Retries;
import io.tallystick.cassandra.schema.Store;
import io.tallystick.cassandra.write.PublishedProgress.Published;
import io.tallystick.core.publish.BucketRows;
import io.tallystick.core.publish.PartitionReport;
import io.tallystick.core.publish.Publisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** {@link Publisher} on Cassandra. */
public final class CassandraPublisher implements Publisher {

  /*
   * The progress of a bucket or a partition is written when everything that it speaks of is
   * durable. It is the only order that is kept; rows are written in any.
   *
   * Every write has the epoch as its time, so Cassandra itself keeps the later epoch, whoever
   * writes last: a publisher that was paused for an hour, or a second one after a restart, does no
   * harm. For the same reason a time to live is counted from the end of the window and not from
   * the write.
   */

  private final Store store;
  private final LongSupplier clock;
  private final Sender sender;
  private final RowStatements rowStatements;
  private final ReportStatements reportStatements;
  private final PublishedProgress progress;
  private final Commits commits;
  private final Pins pins;
  private long pinAskedEpoch = -1;
  private CompletableFuture<Long> pin = CompletableFuture.completedFuture(Pins.NONE);
  private final ExecutorService readers;
  private final LongAdder rowsWritten = new LongAdder();

  /** Parts of buckets whose last part has not come; whoever adds the last part removes them. */
  private final Map<Integer, CompletableFuture<Void>> parts = new ConcurrentHashMap<>();

  /** What each partition has published, and its hashes since the last block; one call at a time. */
  private final Map<Integer, PartitionWriter> partitions = new ConcurrentHashMap<>();

  private CassandraPublisher(Store store, LongSupplier clock) {
    this.store = store;
    this.clock = clock;
    sender = new Sender(store.session(), store.settings().writesInFlightMax());
    rowStatements = new RowStatements(store);
    reportStatements = new ReportStatements(store);
    progress = new PublishedProgress(store);
    commits = new Commits(store);
    pins = new Pins(store);
    readers = Executors.newSingleThreadExecutor(task -> {
      Thread thread = new Thread(task, "cassandra-publisher");
      thread.setDaemon(true);
      return thread;
    });
  }

  /**
   * Connects and brings the keyspace to the newest schema.
   *
   * @throws IllegalStateException when the keyspace was made for other settings
   */
  public static CassandraPublisher open(CassandraSettings settings) {
    return new CassandraPublisher(Store.open(settings), System::currentTimeMillis);
  }

  /** As {@link #open(CassandraSettings)}, with a store that is closed with it, and a clock. */
  static CassandraPublisher open(Store store, LongSupplier clock) {
    return new CassandraPublisher(store, clock);
  }

  @Override
  public void resume(long epoch) {
    long latest = progress.latest();
    if (latest > epoch) {
      throw new IllegalStateException("epoch: " + epoch + " (expected: at least " + latest
          + ", which keyspace " + store.settings().keyspace()
          + " has already); start the job from its latest checkpoint or savepoint, or with an empty"
          + " keyspace");
    }
  }

  @Override
  public CompletableFuture<Void> publish(BucketRows rows) {
    CompletableFuture<Void> written = pin(rows.epoch())
        .thenCompose(pin -> sender.send(rowStatements.of(rows, clock.getAsLong(), pin)))
        .thenRun(() -> rowsWritten.add(rows.count()));
    int bucket = rows.bucket();
    CompletableFuture<Void> all =
        parts.merge(bucket, written, (before, now) -> CompletableFuture.allOf(before, now));
    if (!rows.last()) {
      return written;
    }
    parts.remove(bucket, all);
    return all.thenCompose(done -> sender.send(progress.bucket(bucket, rows.epoch())));
  }

  /** What is pinned when {@code epoch} begins to be written: asked once for all its buckets. */
  private synchronized CompletableFuture<Long> pin(long epoch) {
    if (pinAskedEpoch != epoch) {
      pinAskedEpoch = epoch;
      pin = sender.read(pins.select()).thenApply(found -> Pins.epoch(found.one()));
    }
    return pin;
  }

  @Override
  public CompletableFuture<Void> publish(PartitionReport report) {
    PartitionWriter writer = partitions.computeIfAbsent(report.partition(), PartitionWriter::new);
    return writer.publish(report);
  }

  /** What was done since the publisher was opened. */
  public WriteStatistics statistics() {
    return sender.statistics(rowsWritten.sum());
  }

  /** Publishes the reports of one partition, one after the other. */
  private final class PartitionWriter {

    private final int partition;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
    private boolean loaded;
    private @Nullable Published published;
    private @Nullable BlockTail tail;

    PartitionWriter(int partition) {
      this.partition = partition;
    }

    synchronized CompletableFuture<Void> publish(PartitionReport report) {
      // one that failed is over: the next one tries anew
      last = last.handle((done, failure) -> null)
          .thenCompose(done -> load())
          .thenApplyAsync(done -> statements(report), readers)
          .thenCompose(statements -> sender.send(statements.iterator()))
          .thenCompose(done -> finish(report));
      return last;
    }

    private CompletableFuture<Void> load() {
      if (loaded) {
        return CompletableFuture.completedFuture(null);
      }
      return sender.read(progress.select(partition)).thenAccept((AsyncResultSet found) -> {
        published = PublishedProgress.published(found.one());
        loaded = true;
      });
    }

    private List<Statement<?>> statements(PartitionReport report) {
      List<Statement<?>> statements = new ArrayList<>(reportStatements.of(report));
      long begin = report.beginOffset();
      BlockTail known = tail;
      if (known == null || known.endOffset() != begin) {
        long blockBegin = ReceiptBlockLayout.blockBegin(begin);
        Commits.Hashes before =
            Retries.untilAnswered(() -> commits.hashes(partition, blockBegin, begin));
        known = new BlockTail(before.beginOffset());
        known.add(before.hashes(), (blockAt, hashes, first) -> {});
        tail = known;
      }
      known.add(
          report.identityHashes(),
          (blockBegin, hashes, first) -> statements.addAll(
              reportStatements.block(partition, report.epoch(), blockBegin, hashes, first)));
      return statements;
    }

    private CompletableFuture<Void> finish(PartitionReport report) {
      Published before = published;
      if (before != null && before.epoch() >= report.epoch()) {
        return CompletableFuture.completedFuture(null);
      }
      byte[] value = PublishedProgress.value(report);
      return sender.send(progress.partition(report, value, before)).thenRun(() -> {
        published = new Published(report.epoch(), value);
      });
    }
  }

  @Override
  public void close() {
    sender.close();
    readers.shutdownNow();
    store.close();
  }
}
