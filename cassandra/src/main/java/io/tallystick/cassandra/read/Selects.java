package io.tallystick.cassandra.read;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.tallystick.cassandra.schema.Commits;
import io.tallystick.cassandra.schema.Slices;
import io.tallystick.cassandra.schema.Store;
import io.tallystick.core.publish.BucketRows;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.SeriesKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The questions that views ask. Thread-safe. */
final class Selects {

  private static final int PAGE_ROWS = 2_000;

  private final Store store;
  private final CqlSession session;
  private final PreparedStatement row;
  private final PreparedStatement rows;
  private final PreparedStatement types;
  private final PreparedStatement hours;
  private final PreparedStatement letter;
  private final PreparedStatement letters;
  private final PreparedStatement letterSlices;
  private final PreparedStatement receipts;
  private final Commits commits;

  Selects(Store store) {
    this.store = store;
    this.session = store.session();
    String where = " WHERE level = ? AND parent = ? AND prefix = ? AND bucket = ?";
    row = prepare("SELECT versions FROM ", "rollups", where + " AND series = ?");
    rows = prepare("SELECT series, versions FROM ", "rollups", where);
    types = prepare("SELECT prefix FROM ", "types", " WHERE singleton = 0");
    hours = prepare(
        "SELECT hour, tally FROM ",
        "ledger_hours",
        " WHERE partition = ? AND hour >= ? AND hour < ?");
    String columns = "SELECT position, letter, opened_epoch, closed_epoch FROM ";
    String slice = " WHERE partition = ? AND slice = ?";
    letter = prepare(columns, "dead_letters", slice + " AND position = ?");
    letters = prepare(columns, "dead_letters", slice + " AND position >= ?");
    letterSlices =
        prepare("SELECT slice FROM ", "dead_letter_slices", " WHERE partition = ? AND slice >= ?");
    receipts = prepare(
        "SELECT begin_offset, places FROM ",
        "receipts",
        " WHERE partition = ? AND chunk = ? AND hash_group = ?");
    commits = new Commits(store);
  }

  private PreparedStatement prepare(String select, String table, String where) {
    return store.prepare(select + store.table(table) + where);
  }

  Commits commits() {
    return commits;
  }

  int buckets() {
    return store.settings().buckets();
  }

  CompletionStage<AsyncResultSet> row(Level level, int parent, byte[] series) {
    int prefixLength = SeriesKey.prefixLength(series, 0);
    int bucket = BucketRows.bucket(SeriesKey.hash(series, 0, series.length), buckets());
    return session.executeAsync(row.bind(
            (byte) level.number(),
            parent,
            ByteBuffer.wrap(series, 0, prefixLength).slice(),
            bucket,
            ByteBuffer.wrap(series, prefixLength, series.length - prefixLength).slice())
        .setExecutionProfileName(Store.READ));
  }

  CompletionStage<AsyncResultSet> rows(Level level, int parent, byte[] prefix, int bucket) {
    return session.executeAsync(
        rows.bind((byte) level.number(), parent, ByteBuffer.wrap(prefix), bucket)
            .setPageSize(PAGE_ROWS)
            .setExecutionProfileName(Store.READ));
  }

  /** The prefixes of the totals of all types. */
  List<byte[]> types() {
    List<byte[]> found = new ArrayList<>();
    for (Row each : session.execute(types.bind().setExecutionProfileName(Store.READ))) {
      found.add(bytes(each, 0));
    }
    return found;
  }

  Iterable<Row> hours(int partition, long hourFrom, long hourEnd) {
    return session.execute(
        hours.bind(partition, hourFrom, hourEnd).setExecutionProfileName(Store.READ));
  }

  Iterable<Row> letter(int partition, long offset) {
    return session.execute(letter
        .bind(partition, Slices.ofDeadLetter(offset), offset)
        .setExecutionProfileName(Store.READ));
  }

  Iterable<Row> letters(int partition, long slice, long offsetFrom, int rowsMax) {
    return session.execute(letters
        .bind(partition, slice, offsetFrom)
        .setPageSize(Math.min(rowsMax, PAGE_ROWS))
        .setExecutionProfileName(Store.READ));
  }

  Iterable<Row> letterSlices(int partition, long sliceFrom) {
    return session.execute(
        letterSlices.bind(partition, sliceFrom).setExecutionProfileName(Store.READ));
  }

  CompletionStage<AsyncResultSet> receipts(int partition, long chunk, int group) {
    return session.executeAsync(
        receipts.bind(partition, chunk, group).setExecutionProfileName(Store.READ));
  }

  /** The bytes of a column; none when it is null. */
  static byte[] bytes(Row row, int column) {
    ByteBuffer value = row.getBytesUnsafe(column);
    if (value == null) {
      return new byte[0];
    }
    if (value.hasArray()) {
      int begin = value.arrayOffset() + value.position();
      return Arrays.copyOfRange(value.array(), begin, begin + value.remaining());
    }
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return bytes;
  }
}
