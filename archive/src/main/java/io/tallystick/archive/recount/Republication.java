package io.tallystick.archive.recount;

import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.recount.RowRepair;
import io.tallystick.core.recount.RowRepair.Change;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupRowLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Has wrong rows published again by the one that counts, and sees whether they are right then. */
final class Republication {

  /*
   * The one that counts holds every row itself and would write its own value with the next event, so
   * nobody else may write one. What it publishes carries the value as of the epoch that is compared.
   * So a row that is right after that was only wrong in the store, and is repaired; one that is not
   * was counted wrong, and stays as it is.
   */

  /** Beyond, they are left to the next recount: they are kept in memory. */
  private static final int ROWS_MAX = 100_000;

  private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);
  private static final long LOOK_MILLIS = 250;

  private final CommittedData data;
  private final RowRepair repair;
  private final long recount;
  private final List<Change> asked = new ArrayList<>();
  private long left;

  Republication(CommittedData data, RowRepair repair, long recount) {
    this.data = data;
    this.repair = repair;
    this.recount = recount;
  }

  /** Asks for rows. */
  void ask(List<Change> changes) {
    List<Change> taken =
        List.copyOf(changes.subList(0, Math.min(changes.size(), ROWS_MAX - asked.size())));
    left += changes.size() - taken.size();
    if (!taken.isEmpty()) {
      repair.apply(recount, taken);
      asked.addAll(taken);
    }
  }

  /** Waits until all rows are right, for a while; returns how many are. */
  long await() {
    long all = asked.size();
    long begin = System.nanoTime();
    while (true) {
      asked.removeIf(this::isRight);
      if (asked.isEmpty() || System.nanoTime() - begin > WAIT_NANOS_MAX) {
        return all - asked.size();
      }
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("recount: interrupted while rows were published", e);
      }
    }
  }

  /** Rows that are not right; after {@link #await}. */
  long left() {
    return left + asked.size();
  }

  private boolean isRight(Change change) {
    byte[] now = data.row(change.key());
    try {
      Level level = RollupRowLayout.level(change.key(), 0);
      return cells(level, now == null ? new byte[0] : now).equals(cells(level, change.after()));
    } catch (CorruptRow e) {
      return false;
    }
  }

  /** The numbers of each window; in any order in the row. */
  private static TreeMap<Integer, List<Long>> cells(Level level, byte[] row) throws CorruptRow {
    TreeMap<Integer, List<Long>> cells = new TreeMap<>();
    RowEntries entries = new RowEntries();
    entries.open(row);
    while (entries.next(Windows.children(level))) {
      List<Long> cell = List.of(
          entries.count,
          entries.sumHigh,
          entries.sumLow,
          entries.minHigh,
          entries.minLow,
          entries.maxHigh,
          entries.maxLow);
      if (cells.put(entries.child, cell) != null) {
        throw new CorruptRow("window: " + entries.child + " twice (expected: once)");
      }
    }
    return cells;
  }
}
