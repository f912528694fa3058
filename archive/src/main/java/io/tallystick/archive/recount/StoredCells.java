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

/**
 * Puts the stored rows of one level into tables, entry by entry as they are stored: {@code stored}
 * with the columns of {@link ExpectedCells}, and {@code corrupt} with the rows that cannot be read.
 */
final class StoredCells {

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
    duckDb.execute("CREATE OR REPLACE TABLE stored " + ExpectedCells.COLUMNS);
    try (DuckDBAppender stored = duckDb.appender("stored");
        DuckDBAppender corrupt = duckDb.appender("corrupt")) {
      data.rows(level, parentMin(level), parentEnd(level), (key, value) -> {
        if (++rows[0] % PROGRESS_ROWS == 0) {
          progress.run();
        }
        try {
          load(level, key, value, stored, corrupt);
        } catch (SQLException e) {
          throw new DuckException("append of stored rows", e);
        }
      });
    } catch (SQLException e) {
      throw new DuckException("append of stored rows", e);
    }
  }

  private void load(
      Level level, byte[] bytes, byte[] value, DuckDBAppender stored, DuckDBAppender corrupt)
      throws SQLException {
    RowKey key;
    try {
      key = new RowKey(bytes, partitions);
    } catch (CorruptRow e) {
      corrupt.beginRow().append((byte) level.number()).append((short) UNREADABLE);
      corrupt.append("").append("").append(-1).append(0).append(bytes).append(e.getMessage());
      corrupt.endRow();
      return;
    }
    if (wantedType.length > 0 && !Arrays.equals(wantedType, key.type)) {
      return;
    }
    short dimension = (short) numbers.number(key.names);
    try {
      check(level, value);
      append(level, key, dimension, value, stored);
    } catch (CorruptRow e) {
      corrupt.beginRow().append((byte) level.number()).append(dimension);
      corrupt.append(key.type).append(key.values).append(key.partition).append(key.parent);
      corrupt.append(bytes).append(e.getMessage()).endRow();
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

  private void append(Level level, RowKey key, short dimension, byte[] value, DuckDBAppender stored)
      throws CorruptRow, SQLException {
    entries.open(value);
    while (entries.next(Windows.children(level))) {
      int minute =
          level == Level.ALL ? key.parent : key.parent + entries.child * Windows.minutes(level);
      if (!windows.holds(level, minute)) {
        continue;
      }
      stored.beginRow().append(dimension).append(key.type).append(key.values);
      stored.append(key.partition).append(minute);
      stored.appendHugeInt(entries.count, 0);
      stored.appendHugeInt(entries.sumLow, entries.sumHigh);
      stored.appendHugeInt(entries.minLow, entries.minHigh);
      stored.appendHugeInt(entries.maxLow, entries.maxHigh);
      stored.endRow();
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
