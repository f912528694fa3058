package io.tallystick.core.rollup;

import java.util.Arrays;

/**
 * Turns what a partition has counted since its last commit into rows: for each series the {@link
 * Level#ALL} row and one row for each month, day and hour that its minutes touch.
 */
public final class RollupRowWriter {

  /** Takes one row; both arrays are reused after the call. */
  public interface RowSink {
    /**
     * @param seriesHash a hash of the series, the same in every commit
     */
    void row(byte[] key, int keyLength, byte[] value, int valueLength, int seriesHash);
  }

  private static final Level[] LEVELS = Level.values();

  private final int partition;
  private final Aggregate scratch = new Aggregate();
  private byte[] key = new byte[256];
  private byte[] value = new byte[64 * RollupRowLayout.ENTRY_BYTES_MAX];
  private long[] cellsByMinute = new long[64];

  public RollupRowWriter(int partition) {
    this.partition = partition;
  }

  /** Hands every row of {@code rollups} to {@code sink}, series by series. */
  public void write(PendingRollups rollups, RowSink sink) {
    for (int series = 0; series < rollups.seriesCount(); series++) {
      int count = sortCells(rollups, series);
      for (Level level : LEVELS) {
        writeLevel(rollups, series, level, count, sink);
      }
    }
  }

  /** Fills {@link #cellsByMinute} with (minute, cell) pairs in the order of minutes. */
  private int sortCells(PendingRollups rollups, int series) {
    int count = 0;
    for (int cell = rollups.lastCell(series); cell >= 0; cell = rollups.previousCell(cell)) {
      if (count == cellsByMinute.length) {
        cellsByMinute = Arrays.copyOf(cellsByMinute, count * 2);
      }
      cellsByMinute[count++] = (long) rollups.minute(cell) << 32 | cell;
    }
    if (count > 1) {
      Arrays.sort(cellsByMinute, 0, count);
    }
    return count;
  }

  private void writeLevel(
      PendingRollups rollups, int series, Level level, int count, RowSink sink) {
    int seriesLength = rollups.seriesLength(series);
    int keyLength = RollupRowLayout.keyLength(seriesLength);
    if (key.length < keyLength) {
      key = new byte[keyLength * 2];
    }
    int at = 0;
    while (at < count) {
      int first = minute(at);
      int parent = level.parent(first);
      int parentEnd = level.parentEnd(parent);
      int length = 0;
      while (at < count && (level == Level.ALL || minute(at) < parentEnd)) {
        int child = level.child(minute(at));
        int childEnd = level == Level.ALL ? 0 : level.childStart(parent, child + 1);
        scratch.clear();
        do {
          rollups.mergeInto((int) cellsByMinute[at], scratch);
          at++;
        } while (at < count && (level == Level.ALL || minute(at) < childEnd));
        length = RollupRowLayout.putEntry(value, length, child, scratch);
      }
      RollupRowLayout.putKey(
          key,
          level,
          parent,
          rollups.texts(),
          rollups.seriesOffset(series),
          seriesLength,
          partition);
      sink.row(key, keyLength, value, length, rollups.seriesHash(series));
    }
  }

  private int minute(int at) {
    return (int) (cellsByMinute[at] >> 32);
  }
}
