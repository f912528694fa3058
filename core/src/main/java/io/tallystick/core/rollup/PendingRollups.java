package io.tallystick.core.rollup;

import java.util.Arrays;

/**
 * What one partition has counted since its last commit: an aggregate for each series and minute.
 *
 * <p>Written by one thread. Others may read under the lock that the writer holds while it writes.
 */
public final class PendingRollups {

  /*
   * Flat arrays and two open-addressing tables with linear probing: series by their bytes, and
   * cells by (series, minute). A million events a second and thread touch a cell each, so a cell is
   * eight longs in one array, next to each other, and most events find theirs by looking at the
   * last cell of their series, without hashing. The first long counts the values that are 1, as most
   * are; the other seven are count, sum, minimum and maximum of the rest.
   *
   * Sums cannot overflow in here: a commit comes after at most some million events, and 128 bits
   * hold 10^11 of the largest.
   */

  private static final int LONGS_PER_CELL = 8;
  private static final int NONE = -1;

  /** Memory of which less than one part in so many is in use is not worth keeping. */
  private static final int SPARSE = 8;

  /** Unless it is for few. */
  private static final int FEW = 2048;

  private byte[] texts;
  private int textsLength;
  private int[] seriesOffset;
  private int[] seriesPrefixLength;
  private int[] seriesHash;
  private int[] seriesLastCell;
  /** Hash of a series in the upper half, its number in the lower; one look for most misses. */
  private long[] seriesTable;

  private int seriesCount;

  private int[] hashes = new int[0];

  @SuppressWarnings("unused") // written, so that the reads before it are not optimized away
  private int touched;

  private long[] cells;
  private int[] cellSeries;
  private int[] cellMinute;
  private int[] cellPrevious;
  private int[] cellTable;
  private int cellCount;

  /**
   * @param seriesExpected how many series will be seen, for sizing; it grows as needed
   */
  public PendingRollups(int seriesExpected) {
    int capacity = Integer.highestOneBit(Math.max(64, seriesExpected) * 2 - 1);
    texts = new byte[capacity * 32];
    seriesOffset = new int[capacity + 1];
    seriesPrefixLength = new int[capacity];
    seriesHash = new int[capacity];
    seriesLastCell = new int[capacity];
    seriesTable = emptySeriesTable(capacity * 2);
    cells = new long[capacity * LONGS_PER_CELL];
    cellSeries = new int[capacity];
    cellMinute = new int[capacity];
    cellPrevious = new int[capacity];
    cellTable = emptyTable(capacity * 2);
  }

  /**
   * Forgets everything and keeps the memory.
   *
   * @return false, and nothing is changed, when it has far more memory than it needed
   */
  public boolean clear() {
    if (isSparse(seriesCount, seriesHash.length) || isSparse(cellCount, cellSeries.length)) {
      return false;
    }
    Arrays.fill(seriesTable, NONE);
    Arrays.fill(cellTable, NONE);
    Arrays.fill(cells, 0, cellCount * LONGS_PER_CELL, 0);
    textsLength = 0;
    seriesCount = 0;
    cellCount = 0;
    return true;
  }

  private static boolean isSparse(int used, int capacity) {
    return capacity > FEW && used < capacity / SPARSE;
  }

  public int seriesCount() {
    return seriesCount;
  }

  /** Number of (series, minute) pairs: what the memory and the size of a commit grow with. */
  public int cellCount() {
    return cellCount;
  }

  public boolean isEmpty() {
    return cellCount == 0;
  }

  /**
   * The number of the series with these bytes, new if it was not seen before; valid for this object
   * only.
   *
   * @param prefixLength how many of the bytes name type and dimension, see {@link SeriesKey}
   */
  public int series(byte[] key, int length, int prefixLength) {
    return series(key, 0, length, prefixLength, SeriesKey.hash(key, 0, length));
  }

  /**
   * As {@link #series(byte[], int, int)} for many series at once, which is faster than one after
   * the other: the cache lines that they need are waited for together.
   *
   * @param keys one behind the other
   * @param ends where each of the keys ends
   * @param numbers takes the number of each series
   */
  public void series(byte[] keys, int[] ends, int count, int prefixLength, int[] numbers) {
    if (hashes.length < count) {
      hashes = new int[Math.max(count, hashes.length * 2)];
    }
    int mask = seriesTable.length - 1;
    int begin = 0;
    for (int i = 0; i < count; i++) {
      hashes[i] = SeriesKey.hash(keys, begin, ends[i] - begin);
      begin = ends[i];
    }
    int read = 0;
    for (int i = 0; i < count; i++) {
      read += (int) seriesTable[hashes[i] & mask];
    }
    for (int i = 0; i < count; i++) {
      int series = (int) seriesTable[hashes[i] & mask];
      if (series != NONE) {
        read += texts[seriesOffset[series]] + seriesLastCell[series];
      }
    }
    touched = read;
    begin = 0;
    for (int i = 0; i < count; i++) {
      numbers[i] = series(keys, begin, ends[i] - begin, prefixLength, hashes[i]);
      begin = ends[i];
    }
  }

  private int series(byte[] key, int offset, int length, int prefixLength, int hash) {
    int mask = seriesTable.length - 1;
    int at = hash & mask;
    while (true) {
      long element = seriesTable[at];
      if (element == NONE) {
        return addSeries(key, offset, length, prefixLength, hash, at);
      }
      if ((int) (element >>> 32) == hash && sameText((int) element, key, offset, length)) {
        return (int) element;
      }
      at = at + 1 & mask;
    }
  }

  /** Counts one event of value {@code unscaled / 10^scale}. */
  public void add(int series, int minute, long unscaled, int scale) {
    int at = cell(series, minute) * LONGS_PER_CELL;
    if (unscaled == 1 && scale == 0) {
      cells[at]++;
    } else {
      addOther(at + 1, unscaled, scale);
    }
  }

  private void addOther(int at, long unscaled, int scale) {
    long factor = Aggregate.factor(scale);
    long high = Math.multiplyHigh(unscaled, factor);
    long low = unscaled * factor;
    long[] c = cells;
    long count = c[at];
    long sumLow = c[at + 2] + low;
    c[at + 1] += high + (Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0);
    c[at + 2] = sumLow;
    if (count == 0 || Aggregate.compare(high, low, c[at + 3], c[at + 4]) < 0) {
      c[at + 3] = high;
      c[at + 4] = low;
    }
    if (count == 0 || Aggregate.compare(high, low, c[at + 5], c[at + 6]) > 0) {
      c[at + 5] = high;
      c[at + 6] = low;
    }
    c[at] = count + 1;
  }

  /** As {@link #series(byte[], int, int)}, for a key that begins at {@code offset}. */
  int seriesAt(byte[] key, int offset, int length, int prefixLength) {
    return series(key, offset, length, prefixLength, SeriesKey.hash(key, offset, length));
  }

  /** Counts {@code ones} events of value 1. */
  void mergeOnes(int series, int minute, long ones) {
    // first the cell: finding it may replace the array
    int at = cell(series, minute) * LONGS_PER_CELL;
    cells[at] += ones;
  }

  /** Counts {@code count} events, of which sum, minimum and maximum are known. */
  void merge(
      int series,
      int minute,
      long count,
      long sumHigh,
      long sumLow,
      long minHigh,
      long minLow,
      long maxHigh,
      long maxLow) {
    int at = cell(series, minute) * LONGS_PER_CELL + 1;
    long[] c = cells;
    long had = c[at];
    long low = c[at + 2] + sumLow;
    c[at + 1] += sumHigh + (Long.compareUnsigned(low, sumLow) < 0 ? 1 : 0);
    c[at + 2] = low;
    if (had == 0 || Aggregate.compare(minHigh, minLow, c[at + 3], c[at + 4]) < 0) {
      c[at + 3] = minHigh;
      c[at + 4] = minLow;
    }
    if (had == 0 || Aggregate.compare(maxHigh, maxLow, c[at + 5], c[at + 6]) > 0) {
      c[at + 5] = maxHigh;
      c[at + 6] = maxLow;
    }
    c[at] = had + count;
  }

  /** The number at {@code index} of a cell: ones, then count, sum, minimum, maximum of the rest. */
  long cellLong(int cell, int index) {
    return cells[cell * LONGS_PER_CELL + index];
  }

  /**
   * Reads what {@link #add} will need next for a series, and changes nothing; done for many series
   * at once, their cache lines are waited for together.
   *
   * @return meaningless; to be used, so that the read is not optimized away
   */
  public int touch(int series) {
    int cell = seriesLastCell[series];
    return cell == NONE ? 0 : cellMinute[cell] + (int) cells[cell * LONGS_PER_CELL];
  }

  /** As {@link #touch}, for the key of a series and one of its cells. */
  int touchRow(int series, int cell) {
    return texts[seriesOffset[series]] + (int) cells[cell * LONGS_PER_CELL];
  }

  /** Finds a series without adding it; -1 if it was not seen. */
  int find(byte[] key, int length) {
    int hash = SeriesKey.hash(key, 0, length);
    int mask = seriesTable.length - 1;
    int at = hash & mask;
    while (seriesTable[at] != NONE) {
      long element = seriesTable[at];
      if ((int) (element >>> 32) == hash && sameText((int) element, key, 0, length)) {
        return (int) element;
      }
      at = at + 1 & mask;
    }
    return NONE;
  }

  /** Takes one minute of one series; the aggregate is reused after the call. */
  public interface CellVisitor {
    void cell(int minute, Aggregate aggregate);
  }

  /** Visits all minutes of one series, in no particular order. */
  public void cells(byte[] seriesKey, Aggregate scratch, CellVisitor visitor) {
    int series = find(seriesKey, seriesKey.length);
    if (series == NONE) {
      return;
    }
    for (int cell = seriesLastCell[series]; cell != NONE; cell = cellPrevious[cell]) {
      load(cell, scratch);
      visitor.cell(cellMinute[cell], scratch);
    }
  }

  /** Visits the rows of all series with one prefix, as {@link RollupView#rows}. */
  public void rows(
      Level level, int parent, byte[] prefix, Aggregate scratch, RollupView.SeriesVisitor visitor) {
    int end = level.parentEnd(parent);
    boolean all = level == Level.ALL;
    for (int series = 0; series < seriesCount; series++) {
      int offset = seriesOffset[series];
      if (seriesPrefixLength[series] != prefix.length
          || !Arrays.equals(texts, offset, offset + prefix.length, prefix, 0, prefix.length)) {
        continue;
      }
      int valuesOffset = offset + prefix.length;
      int valuesLength = seriesOffset[series + 1] - valuesOffset;
      for (int cell = seriesLastCell[series]; cell != NONE; cell = cellPrevious[cell]) {
        int minute = cellMinute[cell];
        if (all || (minute >= parent && minute < end)) {
          load(cell, scratch);
          visitor.child(texts, valuesOffset, valuesLength, level.child(minute), scratch);
        }
      }
    }
  }

  byte[] texts() {
    return texts;
  }

  int seriesOffset(int series) {
    return seriesOffset[series];
  }

  int seriesLength(int series) {
    return seriesOffset[series + 1] - seriesOffset[series];
  }

  int seriesHash(int series) {
    return seriesHash[series];
  }

  int lastCell(int series) {
    return seriesLastCell[series];
  }

  int previousCell(int cell) {
    return cellPrevious[cell];
  }

  int minute(int cell) {
    return cellMinute[cell];
  }

  void load(int cell, Aggregate target) {
    target.clear();
    mergeInto(cell, target);
  }

  void mergeInto(int cell, Aggregate target) {
    int at = cell * LONGS_PER_CELL;
    target.mergeOnes(cells[at]);
    target.mergeFrom(cells, at + 1);
  }

  private int cell(int series, int minute) {
    int last = seriesLastCell[series];
    if (last != NONE && cellMinute[last] == minute) {
      return last;
    }
    int mask = cellTable.length - 1;
    int at = cellHash(series, minute) & mask;
    while (true) {
      int cell = cellTable[at];
      if (cell == NONE) {
        return addCell(series, minute, at);
      }
      if (cellSeries[cell] == series && cellMinute[cell] == minute) {
        return cell;
      }
      at = at + 1 & mask;
    }
  }

  private int addCell(int series, int minute, int at) {
    if (cellCount == cellSeries.length) {
      int capacity = cellCount * 2;
      cells = Arrays.copyOf(cells, capacity * LONGS_PER_CELL);
      cellSeries = Arrays.copyOf(cellSeries, capacity);
      cellMinute = Arrays.copyOf(cellMinute, capacity);
      cellPrevious = Arrays.copyOf(cellPrevious, capacity);
      cellTable = emptyTable(capacity * 2);
      for (int cell = 0; cell < cellCount; cell++) {
        insert(cellTable, cellHash(cellSeries[cell], cellMinute[cell]), cell);
      }
      return cell(series, minute);
    }
    int cell = cellCount++;
    cellSeries[cell] = series;
    cellMinute[cell] = minute;
    cellPrevious[cell] = seriesLastCell[series];
    seriesLastCell[series] = cell;
    cellTable[at] = cell;
    return cell;
  }

  private int addSeries(byte[] key, int offset, int length, int prefixLength, int hash, int at) {
    if (seriesCount == seriesHash.length) {
      int capacity = seriesCount * 2;
      seriesOffset = Arrays.copyOf(seriesOffset, capacity + 1);
      seriesPrefixLength = Arrays.copyOf(seriesPrefixLength, capacity);
      seriesHash = Arrays.copyOf(seriesHash, capacity);
      seriesLastCell = Arrays.copyOf(seriesLastCell, capacity);
      seriesTable = emptySeriesTable(capacity * 2);
      int mask = seriesTable.length - 1;
      for (int series = 0; series < seriesCount; series++) {
        int free = seriesHash[series] & mask;
        while (seriesTable[free] != NONE) {
          free = free + 1 & mask;
        }
        seriesTable[free] = element(seriesHash[series], series);
      }
      return series(key, offset, length, prefixLength, hash);
    }
    if (textsLength + length > texts.length) {
      texts = Arrays.copyOf(texts, Math.max(texts.length * 2, textsLength + length));
    }
    int series = seriesCount++;
    System.arraycopy(key, offset, texts, textsLength, length);
    textsLength += length;
    seriesOffset[series + 1] = textsLength;
    seriesPrefixLength[series] = prefixLength;
    seriesHash[series] = hash;
    seriesLastCell[series] = NONE;
    seriesTable[at] = element(hash, series);
    return series;
  }

  private boolean sameText(int series, byte[] key, int offset, int length) {
    return Arrays.equals(
        texts, seriesOffset[series], seriesOffset[series + 1], key, offset, offset + length);
  }

  private static void insert(int[] table, int hash, int element) {
    int mask = table.length - 1;
    int at = hash & mask;
    while (table[at] != NONE) {
      at = at + 1 & mask;
    }
    table[at] = element;
  }

  private static long element(int hash, int series) {
    return (long) hash << 32 | series;
  }

  private static long[] emptySeriesTable(int capacity) {
    long[] table = new long[capacity];
    Arrays.fill(table, NONE);
    return table;
  }

  private static int[] emptyTable(int capacity) {
    int[] table = new int[capacity];
    Arrays.fill(table, NONE);
    return table;
  }

  private static int cellHash(int series, int minute) {
    int hash = series * 0x9E3779B9 ^ minute * 0x85EBCA6B;
    return hash ^ hash >>> 15;
  }
}
