package io.tallystick.archive.recount;

import io.tallystick.archive.duck.DuckDb;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.recount.Difference.Cause;
import io.tallystick.core.recount.RowRepair;
import io.tallystick.core.recount.RowRepair.Change;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.SeriesKey;
import java.io.ByteArrayOutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes right rows out of what was recounted, and has them put into the store. */
final class RepairPlan {

  /*
   * Rows are handed over in the order of their series, and all rows of one series and partition at
   * once, so that its levels are never seen repaired in part. How many series go into one atomic
   * write is bounded, because the write has to be collected in memory.
   */

  /** Rows that are changed at once, unless one series has more. */
  private static final int ROWS_AT_ONCE = 10_000;

  private final DuckDb duckDb;
  private final Windows windows;
  private final DimensionNumbers numbers;
  private final CommittedData data;
  private final RowRepair repair;
  private final long recount;
  private final @Nullable Republication republication;

  private final List<Change> changes = new ArrayList<>();
  private String series = "";
  private long repaired;
  private long left;

  RepairPlan(
      DuckDb duckDb,
      Windows windows,
      DimensionNumbers numbers,
      CommittedData data,
      RowRepair repair,
      long recount) {
    this.duckDb = duckDb;
    this.windows = windows;
    this.numbers = numbers;
    this.data = data;
    this.repair = repair;
    this.recount = recount;
    republication = repair.republishes() ? new Republication(data, repair, recount) : null;
  }

  /** Makes the table {@code wrong_rows}, and returns how many there are. */
  static long findRows(DuckDb duckDb) {
    duckDb.execute("CREATE TABLE wrong_rows AS SELECT level, d, type, series, p, parent,"
        + " min(cause) AS cause FROM differences WHERE d >= 0 GROUP BY ALL");
    return duckDb.number("SELECT count(*) FROM wrong_rows")
        + duckDb.number("SELECT count(*) FROM corrupt WHERE d < 0");
  }

  /** Rewrites all wrong rows; {@code expected} names the table of each level. */
  void run(String[] expected) {
    StringBuilder right = new StringBuilder();
    for (Level level : Level.values()) {
      String cells = expected[level.number()];
      if (cells.isEmpty()) {
        continue;
      }
      right
          .append(right.isEmpty() ? "" : " UNION ALL ")
          .append(
              "SELECT " + level.number() + " AS level, d, type, series, p, minute, n, s, lo, hi,"
                  + " " + Windows.parent(level, "minute") + " AS parent FROM " + cells + " WHERE "
                  + windows.holds(level, "minute"));
    }
    Row row = new Row();
    duckDb.query(
        "SELECT w.level, w.d, w.type, w.series, w.p, w.parent, w.cause, r.minute, r.n, r.s, r.lo,"
            + " r.hi FROM wrong_rows w LEFT JOIN (" + right + ") r ON "
            + Comparison.sameRow("r", "w")
            + " ORDER BY w.d, w.type, w.series, w.p, w.level, w.parent, r.minute",
        row::read);
    row.end();
    duckDb.query("SELECT row_key FROM corrupt WHERE d < 0", unreadable -> {
      byte[] key = unreadable.getBytes(1);
      changes.add(new Change(key, stored(key), new byte[0], Cause.CORRUPTED));
    });
    apply();
    if (republication != null) {
      repaired = republication.await();
      left += republication.left();
    }
  }

  /** Rows that were rewritten. */
  long repaired() {
    return repaired;
  }

  /** Wrong rows that could not be rewritten, because not all of their events could be read. */
  long left() {
    return left;
  }

  private byte[] stored(byte[] key) {
    byte[] value = data.row(key);
    return value == null ? new byte[0] : value;
  }

  private void apply() {
    if (!changes.isEmpty()) {
      if (republication == null) {
        repair.apply(recount, changes);
        repaired += changes.size();
      } else {
        republication.ask(changes);
      }
      changes.clear();
    }
  }

  /** Collects the cells of one row after the other. */
  private final class Row {

    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private @Nullable Level level;
    private byte[] key = new byte[0];
    private int partition;
    private int parent;
    private String identity = "";
    private Cause cause = Cause.UNKNOWN;

    void read(ResultSet cell) throws SQLException {
      String next = cell.getInt(2) + "\u001e" + cell.getString(3) + "\u001e" + cell.getString(4)
          + "\u001e" + cell.getInt(5);
      String nextIdentity = next + "\u001e" + cell.getInt(1) + "\u001e" + cell.getInt(6);
      if (!nextIdentity.equals(identity)) {
        end();
        if (!next.equals(series) && changes.size() >= ROWS_AT_ONCE) {
          apply();
        }
        begin(cell);
        series = next;
        identity = nextIdentity;
      }
      Level open = level;
      if (cell.getObject(8) != null && open != null) {
        int child = open == Level.ALL ? 0 : (cell.getInt(8) - parent) / Windows.minutes(open);
        RowEntryWriter.put(
            entries,
            child,
            RecountFindings.integer(cell, 9),
            RecountFindings.integer(cell, 10),
            RecountFindings.integer(cell, 11),
            RecountFindings.integer(cell, 12));
      }
    }

    private void begin(ResultSet cell) throws SQLException {
      Level next = Level.values()[cell.getInt(1)];
      int dimension = cell.getInt(2);
      level = next;
      partition = cell.getInt(5);
      parent = cell.getInt(6);
      cause = Cause.of(cell.getInt(7));
      key = RollupRowLayout.key(
          next,
          parent,
          SeriesKey.of(
                  cell.getString(3),
                  new Dimension(numbers.names(dimension)),
                  numbers.values(dimension, cell.getString(4)))
              .toByteArray(),
          partition);
      entries.reset();
    }

    void end() {
      Level done = level;
      level = null;
      if (done == null) {
        return;
      }
      byte[] before = stored(key);
      byte[] kept = keptOutside(done, before);
      if (kept == null || !isWhole(done)) {
        left++;
        return;
      }
      entries.writeBytes(kept);
      changes.add(new Change(key, before, entries.toByteArray(), cause));
    }

    /** Whether all events of the row could be read. */
    private boolean isWhole(Level done) {
      Integer from = windows.exactFrom().get(partition);
      return from == null || done != Level.ALL && parent >= from;
    }

    /**
     * The stored entries of windows that were not asked for; null when the row cannot be read and
     * has any.
     */
    private byte @Nullable [] keptOutside(Level done, byte[] before) {
      boolean allInside = done == Level.ALL
          || windows.holds(done, parent)
              && windows.holds(done, parent + (Windows.children(done) - 1) * Windows.minutes(done));
      if (allInside) {
        return new byte[0];
      }
      ByteArrayOutputStream kept = new ByteArrayOutputStream();
      RowEntries reader = new RowEntries();
      reader.open(before);
      try {
        while (reader.next(Windows.children(done))) {
          if (!windows.holds(done, parent + reader.child * Windows.minutes(done))) {
            kept.write(before, reader.begin, reader.position() - reader.begin);
          }
        }
        return kept.toByteArray();
      } catch (CorruptRow e) {
        return null;
      }
    }
  }
}
