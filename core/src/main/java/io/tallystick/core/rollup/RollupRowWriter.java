package io.tallystick.core.rollup;

import java.util.Arrays;

/**
 * Turns what a partition has counted since its last commit into rows: for each series the {@link
 * Level#ALL} row and one row for each month, day and hour that its minutes touch. Single-threaded.
 */
public final class RollupRowWriter {

  /*
   * Rows are handed over in the order of their keys. A sorted store takes them several times faster
   * then, because each goes right behind the one before; sorting them here is cheap, because series
   * are compared once a commit and from then on by their rank.
   *
   * First all cells are put in the order of (series, minute). A row of any level is then a run of
   * neighbours, and the rows of a level are ordered by (parent, position of the run).
   */

  /** Takes one row; both arrays are reused after the call. */
  public interface RowSink {
    /**
     * @param seriesHash a hash of the series, the same in every commit
     */
    void row(byte[] key, int keyLength, byte[] value, int valueLength, int seriesHash);
  }

  private static final Level[] LEVELS = Level.values();

  /** Rows whose cache lines are waited for together. */
  private static final int AHEAD = 64;

  private final int partition;
  private final PendingRollups rollups;
  private final Aggregate scratch = new Aggregate();
  private byte[] key = new byte[256];
  private byte[] value = new byte[64 * RollupRowLayout.ENTRY_BYTES_MAX];

  /** Cells in the order of (series, minute), and the series of each. */
  private final int[] cells;

  private final int[] cellSeries;

  /** Rows of one level: parent in the upper half, position of the run in the lower. */
  private final long[] runs;

  @SuppressWarnings("unused") // written, so that the reads before it are not optimized away
  private int touched;

  private RollupRowWriter(int partition, PendingRollups rollups) {
    this.partition = partition;
    this.rollups = rollups;
    cells = new int[rollups.cellCount()];
    cellSeries = new int[rollups.cellCount()];
    runs = new long[rollups.cellCount()];
  }

  /** Hands every row of {@code rollups} to {@code sink}, in the order of the keys. */
  public static void write(int partition, PendingRollups rollups, RowSink sink) {
    RollupRowWriter writer = new RollupRowWriter(partition, rollups);
    writer.order();
    for (Level level : LEVELS) {
      writer.writeLevel(level, sink);
    }
  }

  private void order() {
    long[] byMinute = runs;
    int end = 0;
    for (int series : SeriesOrder.of(rollups)) {
      int begin = end;
      for (int cell = rollups.lastCell(series); cell >= 0; cell = rollups.previousCell(cell)) {
        byMinute[end++] = (long) rollups.minute(cell) << 32 | cell;
      }
      if (end - begin > 1) {
        Arrays.sort(byMinute, begin, end);
      }
      for (int i = begin; i < end; i++) {
        cells[i] = (int) byMinute[i];
        cellSeries[i] = series;
      }
    }
  }

  private void writeLevel(Level level, RowSink sink) {
    int count = 0;
    for (int at = 0; at < cells.length; at = runEnd(level, at)) {
      runs[count++] = (long) level.parent(rollups.minute(cells[at])) << 32 | at;
    }
    Arrays.sort(runs, 0, count);
    for (int begin = 0; begin < count; begin += AHEAD) {
      int end = Math.min(count, begin + AHEAD);
      touch(begin, end);
      for (int i = begin; i < end; i++) {
        writeRow(level, (int) (runs[i] >> 32), (int) runs[i], sink);
      }
    }
  }

  /** Waits for the cache lines of some rows all at once instead of for one after the other. */
  private void touch(int begin, int end) {
    int read = 0;
    for (int i = begin; i < end; i++) {
      int at = (int) runs[i];
      read += rollups.touchRow(cellSeries[at], cells[at]);
    }
    touched = read;
  }

  /** Where the row that begins at {@code begin} ends. */
  private int runEnd(Level level, int begin) {
    int series = cellSeries[begin];
    int minute = rollups.minute(cells[begin]);
    int parentEnd = level == Level.ALL ? Integer.MAX_VALUE : level.parentEnd(level.parent(minute));
    int at = begin + 1;
    while (at < cells.length && cellSeries[at] == series && rollups.minute(cells[at]) < parentEnd) {
      at++;
    }
    return at;
  }

  private void writeRow(Level level, int parent, int begin, RowSink sink) {
    int series = cellSeries[begin];
    int end = runEnd(level, begin);
    int length = 0;
    int at = begin;
    while (at < end) {
      int child = level.child(rollups.minute(cells[at]));
      int childEnd = level == Level.ALL ? Integer.MAX_VALUE : level.childStart(parent, child + 1);
      scratch.clear();
      do {
        rollups.mergeInto(cells[at], scratch);
        at++;
      } while (at < end && rollups.minute(cells[at]) < childEnd);
      length = RollupRowLayout.putEntry(value, length, child, scratch);
    }
    int seriesLength = rollups.seriesLength(series);
    int keyLength = RollupRowLayout.keyLength(seriesLength);
    if (key.length < keyLength) {
      key = new byte[keyLength * 2];
    }
    RollupRowLayout.putKey(
        key, level, parent, rollups.texts(), rollups.seriesOffset(series), seriesLength, partition);
    sink.row(key, keyLength, value, length, rollups.seriesHash(series));
  }
}
