package io.tallystick.cassandra.read;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.tallystick.cassandra.schema.Pins;
import io.tallystick.cassandra.schema.Progress;
import io.tallystick.cassandra.schema.Store;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.ledger.CorruptRecordException;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.node.Notice;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.publish.BucketRows;
import io.tallystick.core.publish.PartitionReport;
import io.tallystick.core.publish.RowVersionsLayout;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.OutdatedViewException;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.SeriesKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything as of one epoch, for as long as it is open. */
final class PinnedData implements CommittedData {

  private static final Logger LOGGER = LoggerFactory.getLogger(PinnedData.class);

  /** No row: its window ends early. */
  private static final byte[] DAMAGED = {-1};

  private static final int PAGE_ROWS = 1_000;
  private static final long POLL_MILLIS = 50;
  private static final long RENEW_SECONDS = 20;

  /** So many epochs ahead a pin is surely before its epoch. */
  private static final int EPOCHS_AHEAD = 2;

  /** So long without an epoch nobody seems to count. */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Store store;
  private final Progress progress;
  private final Pins pins;
  private final String owner;
  private final ScheduledExecutorService renewal;
  private final PreparedStatement rows;
  private final PreparedStatement row;
  private final RowVersionsLayout.Reader reader = new RowVersionsLayout.Reader();

  private PinnedData(Store store, Progress progress, Pins pins, String owner) {
    this.store = store;
    this.progress = progress;
    this.pins = pins;
    this.owner = owner;
    String table = store.table("rollups");
    rows = store.prepare("SELECT versions, pinned, parent, prefix, series FROM " + table
        + " WHERE level = ? ALLOW FILTERING");
    row = store.prepare("SELECT versions, pinned FROM " + table
        + " WHERE level = ? AND parent = ? AND" + " prefix = ? AND bucket = ? AND series = ?");
    renewal = Executors.newSingleThreadScheduledExecutor(task -> {
      Thread thread = new Thread(task, "cassandra-pin");
      thread.setDaemon(true);
      return thread;
    });
    renewal.scheduleWithFixedDelay(this::renew, RENEW_SECONDS, RENEW_SECONDS, TimeUnit.SECONDS);
  }

  /** Pins an epoch to come and waits for it. */
  static PinnedData open(Store store) {
    Pins pins = new Pins(store);
    String owner = Pins.owner();
    long epoch = Progress.read(store).latest() + EPOCHS_AHEAD;
    if (!pins.pin(epoch, owner)) {
      throw new RefusedException(
          ErrorCode.RECOUNT_RUNNING,
          "recount",
          "another one reads this keyspace",
          "one at a time; one that was killed is over after two minutes");
    }
    try {
      return new PinnedData(store, await(store, pins, owner, epoch), pins, owner);
    } catch (RuntimeException e) {
      pins.unpin(owner);
      throw e;
    }
  }

  private static Progress await(Store store, Pins pins, String owner, long pinned) {
    long epoch = pinned;
    long seen = -1;
    long seenNanos = System.nanoTime();
    while (true) {
      Progress now = Progress.read(store, epoch);
      if (now != null && now.epoch() == epoch) {
        return now;
      }
      long latest = Progress.read(store).latest();
      if (now == null || latest > epoch) {
        // slower than the epochs: another attempt
        epoch = latest + EPOCHS_AHEAD;
        pins.renew(epoch, owner);
      }
      if (latest != seen) {
        seen = latest;
        seenNanos = System.nanoTime();
        pins.renew(epoch, owner);
      } else if (System.nanoTime() - seenNanos > QUIET_NANOS && now != null) {
        // nobody counts, so nothing is replaced; if somebody begins, the epoch after is kept
        pins.renew(now.epoch(), owner);
        return now;
      }
      sleep();
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("recount: interrupted while it waited for an epoch", e);
    }
  }

  private void renew() {
    try {
      if (!pins.renew(progress.epoch(), owner)) {
        LOGGER.warn(
            "{}",
            Notice.of("pin-lost", "cassandra: epoch " + progress.epoch() + " is no longer pinned")
                .advice("a recount of it may fail, start it again")
                .with("epoch", progress.epoch()));
      }
    } catch (DriverException e) {
      LOGGER.warn(
          "{}",
          Notice.of(
                  "pin-lost",
                  "cassandra: the pin of epoch " + progress.epoch() + " was not renewed")
              .did("trying again")
              .with("epoch", progress.epoch()),
          e);
    }
  }

  @Override
  public List<Partition> partitions() {
    List<Partition> partitions = new ArrayList<>();
    for (int i = 0; i < progress.reports().size(); i++) {
      PartitionReport report = progress.reports().get(i);
      if (report == null) {
        partitions.add(new Partition(i, 0, Tally.NONE, List.of()));
      } else {
        PartitionState state = report.state();
        partitions.add(new Partition(i, state.offset(), state.tally(), state.dimensions()));
      }
    }
    return partitions;
  }

  @Override
  public boolean rowsHoldAllPartitions() {
    return true;
  }

  @Override
  public void rows(Level level, int parentMin, int parentEnd, RowVisitor visitor) {
    Answers.of(() -> {
      for (Row found : store
          .session()
          .execute(rows.bind((byte) level.number())
              .setPageSize(PAGE_ROWS)
              .setExecutionProfileName(Store.READ))) {
        int parent = found.getInt(2);
        if (parent < parentMin || parent >= parentEnd && parentEnd != Integer.MAX_VALUE) {
          continue;
        }
        byte[] value = value(found);
        if (value.length > 0) {
          visitor.row(key(level, parent, Selects.bytes(found, 3), Selects.bytes(found, 4)), value);
        }
      }
      return level;
    });
  }

  private static byte[] key(Level level, int parent, byte[] prefix, byte[] rest) {
    byte[] series = Arrays.copyOf(prefix, prefix.length + rest.length);
    System.arraycopy(rest, 0, series, prefix.length, rest.length);
    return RollupRowLayout.key(level, parent, series, 0);
  }

  /** The value as of the pinned epoch; empty when there was no row. */
  private byte[] value(Row found) {
    long epoch = progress.epoch();
    byte[] versions = Selects.bytes(found, 0);
    try {
      reader.read(versions, 0, versions.length);
    } catch (CorruptRecordException e) {
      // whoever compares finds out that it is no row
      return DAMAGED.clone();
    }
    if (reader.knows(epoch)) {
      int begin = reader.offset(epoch);
      return Arrays.copyOfRange(versions, begin, begin + reader.length(epoch));
    }
    byte[] pinned = Selects.bytes(found, 1);
    if (pinned.length < Long.BYTES || ByteBuffer.wrap(pinned).getLong() != epoch) {
      throw new OutdatedViewException("epoch " + epoch
          + " (a row has values of later epochs only: it was no longer pinned; try again)");
    }
    return Arrays.copyOfRange(pinned, Long.BYTES, pinned.length);
  }

  @Override
  public byte @Nullable [] row(byte[] key) {
    int begin = RollupRowLayout.seriesOffset();
    byte[] series = Arrays.copyOfRange(key, begin, RollupRowLayout.seriesEnd(key.length));
    int prefix = SeriesKey.prefixLength(series, 0);
    int bucket = BucketRows.bucket(
        SeriesKey.hash(series, 0, series.length), store.settings().buckets());
    return Answers.of(() -> {
      Row found = store
          .session()
          .execute(row.bind(
                  key[0],
                  RollupRowLayout.parent(key, 0),
                  ByteBuffer.wrap(series, 0, prefix).slice(),
                  bucket,
                  ByteBuffer.wrap(series, prefix, series.length - prefix).slice())
              .setExecutionProfileName(Store.READ))
          .one();
      byte[] value = found == null ? new byte[0] : value(found);
      return value.length == 0 ? null : value;
    });
  }

  @Override
  public void close() {
    renewal.shutdownNow();
    try {
      pins.unpin(owner);
    } catch (DriverException e) {
      LOGGER.warn(
          "{}",
          Notice.of(
                  "pin-left",
                  "cassandra: the pin of epoch " + progress.epoch() + " was not removed")
              .did("it expires by itself")
              .with("epoch", progress.epoch()),
          e);
    }
  }
}
