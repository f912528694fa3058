package io.tallystick.cassandra.write;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.internal.core.util.RoutingKey;
import io.tallystick.cassandra.CassandraSettings;
import io.tallystick.cassandra.TimeToLive;
import io.tallystick.cassandra.schema.Pins;
import io.tallystick.cassandra.schema.Store;
import io.tallystick.core.publish.BucketRows;
import io.tallystick.core.publish.RowVersionsLayout;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.SeriesKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Makes batches of the rows of one bucket. Thread-safe; each iterator is not. */
final class RowStatements {

  /*
   * All rows of one batch are in one Cassandra partition, so a batch is one mutation: it costs its
   * replicas one write, is all or nothing, and no log of batches is needed. Rows come in the order
   * of their keys, so the rows of a partition follow each other.
   *
   * A row is one column, so that it costs one cell; the values of its key are made once for each
   * partition and shared by the statements of its rows, and the row itself is a slice of the bytes
   * that were published.
   */

  private static final int ROWS_MAX = 1_000;

  /** The largest time to live that Cassandra takes: twenty years. */
  static final long TTL_SECONDS_MAX = 630_720_000;

  private final PreparedStatement statement;
  private final PreparedStatement pinnedStatement;
  private final PreparedStatement typeStatement;
  private final TimeToLive timeToLive;

  /** Prefixes of totals that were written since the start. */
  private final Set<ByteBuffer> types = ConcurrentHashMap.newKeySet();

  RowStatements(Store store) {
    statement = store.prepare("UPDATE " + store.table("rollups") + " USING TTL ? SET versions = ?"
        + " WHERE level = ? AND parent = ? AND prefix = ? AND bucket = ? AND series = ?");
    pinnedStatement = store.prepare(
        "UPDATE " + store.table("rollups") + " USING TTL ? SET versions = ?, pinned = ?"
            + " WHERE level = ? AND parent = ? AND prefix = ? AND bucket = ? AND series = ?");
    typeStatement =
        store.prepare("INSERT INTO " + store.table("types") + " (singleton, prefix) VALUES (0, ?)");
    timeToLive = store.settings().timeToLive();
  }

  /**
   * The statements that write {@code rows}; rows whose time is over are left out.
   *
   * @param nowMillis the time that is left is counted from
   * @param pin epoch of which the values are to be kept; {@link Pins#NONE} when there is none
   */
  Iterator<Statement<?>> of(BucketRows rows, long nowMillis, long pin) {
    int[] ranges = new int[rows.count() * 4];
    int[] at = {0};
    rows.forEach((bytes, keyOffset, keyLength, versionsOffset, versionsLength) -> {
      ranges[at[0]++] = keyOffset;
      ranges[at[0]++] = keyLength;
      ranges[at[0]++] = versionsOffset;
      ranges[at[0]++] = versionsLength;
    });
    return new Batches(rows, ranges, nowMillis, pin);
  }

  /** The time at which rows of {@code epoch} are written: later epochs win, whoever comes last. */
  static long timestamp(long epoch) {
    // room between two epochs
    return epoch << 10;
  }

  /** Seconds that a row is to be kept from now on; 0: for ever; less: its time is over. */
  long secondsLeft(Level level, int parent, long nowMillis) {
    long seconds = timeToLive.of(level).toSeconds();
    if (seconds == 0) {
      return 0;
    }
    long end = Calendar.millis(level.parentEnd(parent)) / 1000 + seconds;
    long left = end - Math.floorDiv(nowMillis, 1000);
    return left <= 0 ? -1 : Math.min(left, TTL_SECONDS_MAX);
  }

  private final class Batches implements Iterator<Statement<?>> {

    private final byte[] bytes;
    private final int[] ranges;
    private final long epoch;
    private final long nowMillis;
    private final long pin;
    private final RowVersionsLayout.Reader versions = new RowVersionsLayout.Reader();
    private final ByteBuffer bucket;
    private int next;
    private @Nullable Statement<?> ready;

    Batches(BucketRows rows, int[] ranges, long nowMillis, long pin) {
      this.pin = pin;
      this.bytes = rows.toByteArray();
      this.ranges = ranges;
      this.epoch = rows.epoch();
      this.nowMillis = nowMillis;
      this.bucket = ints(rows.bucket());
      ready = batch();
    }

    @Override
    public boolean hasNext() {
      return ready != null;
    }

    @Override
    public Statement<?> next() {
      Statement<?> result = ready;
      if (result == null) {
        throw new NoSuchElementException();
      }
      ready = batch();
      return result;
    }

    /** The next batch; null at the end. */
    private @Nullable Statement<?> batch() {
      while (next < ranges.length) {
        int keyOffset = ranges[next];
        Level level = RollupRowLayout.level(bytes, keyOffset);
        int parent = RollupRowLayout.parent(bytes, keyOffset);
        int headLength = RollupRowLayout.seriesOffset();
        headLength += SeriesKey.prefixLength(bytes, keyOffset + headLength);
        long left = secondsLeft(level, parent, nowMillis);
        int end = sameHead(keyOffset, headLength);
        if (left < 0) {
          next = end;
          continue;
        }
        int seriesOffset = keyOffset + RollupRowLayout.seriesOffset();
        if (level == Level.ALL && SeriesKey.isTotal(bytes, seriesOffset)) {
          ByteBuffer prefix =
              ByteBuffer.wrap(Arrays.copyOfRange(bytes, seriesOffset, keyOffset + headLength));
          if (types.add(prefix)) {
            return typeStatement.bind(prefix).setQueryTimestamp(timestamp(epoch));
          }
        }
        return batch(level, parent, keyOffset, headLength, (int) left, end);
      }
      return null;
    }

    /** Where the rows end that begin with the same level, parent and prefix. */
    private int sameHead(int keyOffset, int headLength) {
      int at = next + 4;
      while (at < ranges.length
          && ranges[at + 1] >= headLength
          && Arrays.equals(
              bytes,
              keyOffset,
              keyOffset + headLength,
              bytes,
              ranges[at],
              ranges[at] + headLength)) {
        at += 4;
      }
      return at;
    }

    /** The value before of the next row, if that is what the pinned epoch needs; else null. */
    private @Nullable ByteBuffer pinned() {
      if (pin == Pins.NONE || pin >= epoch) {
        return null;
      }
      versions.read(bytes, ranges[next + 2], ranges[next + 3]);
      return versions.knows(pin)
          ? Pins.value(pin, bytes, versions.offset(pin), versions.length(pin))
          : null;
    }

    private Statement<?> batch(
        Level level, int parent, int keyOffset, int headLength, int secondsLeft, int end) {
      ByteBuffer ttl = ints(secondsLeft);
      ByteBuffer levelValue = ByteBuffer.wrap(new byte[] {(byte) level.number()});
      ByteBuffer parentValue = ints(parent);
      int seriesOffset = RollupRowLayout.seriesOffset();
      ByteBuffer prefix = ByteBuffer.wrap(
              bytes, keyOffset + seriesOffset, headLength - seriesOffset)
          .slice();
      ByteBuffer routing = RoutingKey.compose(
          levelValue.duplicate(), parentValue.duplicate(), prefix.duplicate(), bucket.duplicate());
      List<BatchableStatement<?>> rows = new ArrayList<>();
      int size = 0;
      while (next < end && rows.size() < ROWS_MAX && size < CassandraSettings.BATCH_BYTES_MAX) {
        int length = ranges[next + 1] - headLength;
        ByteBuffer series =
            ByteBuffer.wrap(bytes, ranges[next] + headLength, length).slice();
        ByteBuffer versions =
            ByteBuffer.wrap(bytes, ranges[next + 2], ranges[next + 3]).slice();
        ByteBuffer kept = pinned();
        BoundStatementBuilder row = (kept == null ? statement : pinnedStatement)
            .boundStatementBuilder()
            .setBytesUnsafe(0, ttl)
            .setBytesUnsafe(
                1, ByteBuffer.wrap(bytes, ranges[next + 2], ranges[next + 3]).slice());
        int column = 2;
        if (kept != null) {
          row.setBytesUnsafe(column++, kept);
        }
        rows.add(row.setBytesUnsafe(column, levelValue)
            .setBytesUnsafe(column + 1, parentValue)
            .setBytesUnsafe(column + 2, prefix)
            .setBytesUnsafe(column + 3, bucket)
            .setBytesUnsafe(column + 4, series)
            .build());
        size += length + ranges[next + 3] + headLength;
        next += 4;
      }
      if (rows.size() == 1) {
        return rows.get(0).setQueryTimestamp(timestamp(epoch));
      }
      BatchStatementBuilder batch = BatchStatement.builder(BatchType.UNLOGGED)
          .setQueryTimestamp(timestamp(epoch))
          .setRoutingKey(routing);
      batch.addStatements(rows);
      return batch.build();
    }
  }

  private static ByteBuffer ints(int value) {
    return ByteBuffer.allocate(4).putInt(0, value);
  }
}
