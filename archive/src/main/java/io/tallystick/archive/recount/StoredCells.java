package io.tallystick.archive.recount;

import io.tallystick.archive.duck.DuckDb;
import io.tallystick.archive.duck.DuckException;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Level;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * Puts the stored rows of one level into tables, entry by entry as they are stored: {@code stored}
 * with the columns of {@link ExpectedCells}, and {@code corrupt} with the rows that cannot be read.
 */
final class StoredCells {

  /*
   * A row may have many entries, and the texts of its series are most of what there is to hand over.
   * So they are handed over once for each row, and SQL adds the entries of a row up before it puts
   * the texts beside them.
   */

  private static final String CORRUPT =
      "(level TINYINT, d SMALLINT, type VARCHAR, series VARCHAR, p INTEGER, parent INTEGER,"
          + " row_key BLOB, problem VARCHAR)";

  /** Dimension of a row whose key cannot be read. */
  static final int UNREADABLE = -1;

  private static final int PROGRESS_ROWS = 10_000;

  private final DuckDb duckDb;
  private final Windows windows;
  private final DimensionNumbers numbers;
  private final CommittedData data;
  private final RowEntries entries = new RowEntries();
  private final int partitions;
  private final byte[] wantedType;

  StoredCells(DuckDb duckDb, Windows windows, DimensionNumbers numbers, CommittedData data) {
    this.duckDb = duckDb;
    this.windows = windows;
    this.numbers = numbers;
    this.data = data;
    this.partitions = data.partitions().size();
    String type = windows.request().type();
    this.wantedType = type == null ? new byte[0] : type.getBytes(StandardCharsets.UTF_8);
    duckDb.execute("CREATE TABLE corrupt " + CORRUPT);
  }

  /**
   * Makes the table {@code stored} anew with the rows of {@code level}.
   *
   * @param progress hears of it now and then, and may throw to end it
   */
  void load(Level level, Runnable progress) {
    progress.run();
    int[] rows = {0};
    duckDb.execute(
        "CREATE OR REPLACE TABLE stored_rows (r INTEGER, d SMALLINT, type VARCHAR, series VARCHAR,"
            + " p INTEGER)",
        "CREATE OR REPLACE TABLE entries (r INTEGER, minute INTEGER, n BIGINT, s HUGEINT,"
            + " lo HUGEINT, hi HUGEINT)");
    try (DuckDBAppender series = duckDb.appender("stored_rows");
        DuckDBAppender entry = duckDb.appender("entries");
        DuckDBAppender corrupt = duckDb.appender("corrupt")) {
      data.rows(level, parentMin(level), parentEnd(level), (key, value) -> {
        rows[0]++;
        if (rows[0] % PROGRESS_ROWS == 0) {
          progress.run();
        }
        try {
          RowKey read = load(level, key, value, rows[0], entry, corrupt);
          if (read != null) {
            short dimension = (short) numbers.number(read.names);
            series.beginRow().append(rows[0]).append(dimension);
            series.append(read.type).append(read.values).append(read.partition).endRow();
          }
        } catch (SQLException e) {
          throw new DuckException("append of stored rows", e);
        }
      });
    } catch (SQLException e) {
      throw new DuckException("append of stored rows", e);
    }
    duckDb.execute(
        "CREATE OR REPLACE TABLE stored AS SELECT d, type, series, p, minute, n, s, lo, hi FROM"
            + " (SELECT r, minute, sum(n) AS n, sum(s) AS s, min(lo) AS lo, max(hi) AS hi FROM"
            + " entries GROUP BY r, minute) e JOIN stored_rows ON e.r = stored_rows.r",
        "DROP TABLE entries",
        "DROP TABLE stored_rows");
  }

  /** Appends the entries of a row; null when it cannot be read or is not asked for. */
  private @Nullable RowKey load(
      Level level,
      byte[] bytes,
      byte[] value,
      int row,
      DuckDBAppender entry,
      DuckDBAppender corrupt)
      throws SQLException {
    RowKey key;
    try {
      key = new RowKey(bytes, partitions);
    } catch (CorruptRow e) {
      corrupt.beginRow().append((byte) level.number()).append((short) UNREADABLE);
      corrupt.append("").append("").append(-1).append(0).append(bytes).append(e.getMessage());
      corrupt.endRow();
      return null;
    }
    if (wantedType.length > 0 && !Arrays.equals(wantedType, key.type)) {
      return null;
    }
    try {
      check(level, value);
      append(level, key, value, row, entry);
      return key;
    } catch (CorruptRow e) {
      short dimension = (short) numbers.number(key.names);
      corrupt.beginRow().append((byte) level.number()).append(dimension);
      corrupt.append(key.type).append(key.values).append(key.partition).append(key.parent);
      corrupt.append(bytes).append(e.getMessage()).endRow();
      return null;
    }
  }

  /** The first row that can hold a window of the range. */
  private int parentMin(Level level) {
    Integer from = windows.request().minuteFrom();
    return from == null || level == Level.ALL
        ? Integer.MIN_VALUE
        : Math.max(
            Calendar.MINUTE_MIN, from - Windows.children(level) * Windows.minutes(level) + 1);
  }

  private int parentEnd(Level level) {
    Integer end = windows.request().minuteEnd();
    return end == null || level == Level.ALL ? Integer.MAX_VALUE : end;
  }

  /** Reads the whole row once before any of it is taken. */
  private void check(Level level, byte[] value) throws CorruptRow {
    entries.open(value);
    int count = 0;
    while (entries.next(Windows.children(level))) {
      count++;
    }
    if (count == 0) {
      throw new CorruptRow("row: no bytes (expected: at least one entry)");
    }
  }

  private void append(Level level, RowKey key, byte[] value, int row, DuckDBAppender entry)
      throws CorruptRow, SQLException {
    entries.open(value);
    while (entries.next(Windows.children(level))) {
      int minute =
          level == Level.ALL ? key.parent : key.parent + entries.child * Windows.minutes(level);
      if (!windows.holds(level, minute)) {
        continue;
      }
      entry.beginRow().append(row).append(minute).append(entries.count);
      entry.appendHugeInt(entries.sumLow, entries.sumHigh);
      entry.appendHugeInt(entries.minLow, entries.minHigh);
      entry.appendHugeInt(entries.maxLow, entries.maxHigh);
      entry.endRow();
    }
  }

  /** The bytes of a key for people. */
  static String hex(byte[] key) {
    StringBuilder hex = new StringBuilder();
    for (byte octet : key) {
      hex.append(String.format(Locale.ROOT, "%02x", octet));
    }
    return hex.toString();
  }
}
