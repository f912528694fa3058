package io.tallystick.core.rollup;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one partition has counted, as bytes for whoever adds up partitions: minutes of series, split
 * by the hash of the series into buckets. Rows of coarser levels follow from the minutes, so that
 * they need not be sent.
 *
 * <pre>
 * bytes   any number of parts, one behind the other                         big endian
 * part    | u16 length | series | u16 cells | cells |
 * cell    | i32 minute | u8 flags | ones | others |
 * flags   0x01 others follow; 0x02 ones has 64 bits, otherwise 32
 * others  | i64 count | i128 sum | i128 minimum | i128 maximum |
 * </pre>
 */
public final class RollupDelta {

  /** Takes the bytes for one bucket; the array is used again after the call. */
  public interface Sink {
    void delta(int bucket, byte[] bytes, int length);
  }

  private static final int OTHERS = 0x01;
  private static final int WIDE_ONES = 0x02;
  private static final int OTHERS_LONGS = 7;
  private static final int CELL_BYTES_MAX = 4 + 1 + 8 + 8 * OTHERS_LONGS;
  private static final int PART_CELLS_MAX = 1_000;

  /** So much is handed over at once, about. */
  private static final int BYTES_MAX = 256 << 10;

  private final PendingRollups rollups;
  private final int buckets;
  private final Sink sink;
  private final byte[] @Nullable [] bytes;
  private final int[] lengths;

  private RollupDelta(PendingRollups rollups, int buckets, Sink sink) {
    this.rollups = rollups;
    this.buckets = buckets;
    this.sink = sink;
    bytes = new byte[buckets][];
    lengths = new int[buckets];
  }

  /**
   * Hands over all of {@code rollups}, nothing for a bucket that has nothing.
   *
   * @param buckets how many there are; a series belongs to the one of its hash modulo that
   */
  public static void write(PendingRollups rollups, int buckets, Sink sink) {
    RollupDelta delta = new RollupDelta(rollups, buckets, sink);
    for (int series = 0; series < rollups.seriesCount(); series++) {
      delta.writeSeries(series);
    }
    for (int bucket = 0; bucket < buckets; bucket++) {
      delta.hand(bucket);
    }
  }

  private void writeSeries(int series) {
    int bucket = Math.floorMod(rollups.seriesHash(series), buckets);
    int keyLength = rollups.seriesLength(series);
    int cell = rollups.lastCell(series);
    while (cell >= 0) {
      byte[] target = room(bucket, 2 + keyLength + 2 + CELL_BYTES_MAX);
      int at = lengths[bucket];
      at = putShort(target, at, keyLength);
      System.arraycopy(rollups.texts(), rollups.seriesOffset(series), target, at, keyLength);
      at += keyLength;
      int cellsAt = at;
      lengths[bucket] = at + 2;
      int cells = 0;
      while (cell >= 0 && cells < PART_CELLS_MAX) {
        target = room(bucket, CELL_BYTES_MAX);
        lengths[bucket] = putCell(target, lengths[bucket], cell);
        cells++;
        cell = rollups.previousCell(cell);
      }
      putShort(target, cellsAt, cells);
      if (lengths[bucket] > BYTES_MAX) {
        hand(bucket);
      }
    }
  }

  private int putCell(byte[] target, int begin, int cell) {
    long ones = rollups.cellLong(cell, 0);
    boolean others = rollups.cellLong(cell, 1) > 0;
    boolean wide = ones > Integer.MAX_VALUE;
    int at = putInt(target, begin, rollups.minute(cell));
    target[at++] = (byte) ((others ? OTHERS : 0) | (wide ? WIDE_ONES : 0));
    at = wide ? putLong(target, at, ones) : putInt(target, at, (int) ones);
    for (int i = 1; others && i <= OTHERS_LONGS; i++) {
      at = putLong(target, at, rollups.cellLong(cell, i));
    }
    return at;
  }

  private byte[] room(int bucket, int more) {
    byte[] known = bytes[bucket];
    if (known == null) {
      known = new byte[Math.max(more, 4096)];
    } else if (known.length - lengths[bucket] < more) {
      known = Arrays.copyOf(known, Math.max(known.length * 2, lengths[bucket] + more));
    }
    bytes[bucket] = known;
    return known;
  }

  private void hand(int bucket) {
    byte[] known = bytes[bucket];
    if (known != null && lengths[bucket] > 0) {
      sink.delta(bucket, known, lengths[bucket]);
      lengths[bucket] = 0;
    }
  }

  /**
   * Adds what {@link #write} has handed over.
   *
   * @throws RollupRowLayout.CorruptRowException when the bytes are something else
   */
  public static void merge(byte[] bytes, int length, PendingRollups target) {
    int at = 0;
    try {
      while (at < length) {
        at = mergePart(bytes, at, target);
      }
    } catch (IndexOutOfBoundsException e) {
      at = -1;
    }
    if (at != length) {
      throw new RollupRowLayout.CorruptRowException(
          "delta: " + length + " bytes (expected: whole parts of a series and its minutes)");
    }
  }

  private static int mergePart(byte[] bytes, int begin, PendingRollups target) {
    int keyLength = getShort(bytes, begin);
    int at = begin + 2 + keyLength;
    int cells = getShort(bytes, at);
    at += 2;
    int series = target.seriesAt(bytes, begin + 2, keyLength, prefixLength(bytes, begin + 2));
    for (int i = 0; i < cells; i++) {
      int minute = getInt(bytes, at);
      int flags = bytes[at + 4];
      at += 5;
      boolean wide = (flags & WIDE_ONES) != 0;
      target.mergeOnes(series, minute, wide ? getLong(bytes, at) : getInt(bytes, at));
      at += wide ? 8 : 4;
      if ((flags & OTHERS) != 0) {
        target.merge(
            series,
            minute,
            getLong(bytes, at),
            getLong(bytes, at + 8),
            getLong(bytes, at + 16),
            getLong(bytes, at + 24),
            getLong(bytes, at + 32),
            getLong(bytes, at + 40),
            getLong(bytes, at + 48));
        at += 8 * OTHERS_LONGS;
      }
    }
    return at;
  }

  /** How many bytes of a series name its type and dimension, see {@link SeriesKey}. */
  private static int prefixLength(byte[] bytes, int begin) {
    int at = begin + 2 + getShort(bytes, begin);
    int names = bytes[at++] & 0xff;
    for (int i = 0; i < names; i++) {
      at += 2 + getShort(bytes, at);
    }
    return at - begin;
  }

  private static int putShort(byte[] target, int at, int value) {
    target[at] = (byte) (value >>> 8);
    target[at + 1] = (byte) value;
    return at + 2;
  }

  private static int putInt(byte[] target, int at, int value) {
    return putShort(target, putShort(target, at, value >>> 16), value);
  }

  private static int putLong(byte[] target, int at, long value) {
    return putInt(target, putInt(target, at, (int) (value >>> 32)), (int) value);
  }

  private static int getShort(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  private static int getInt(byte[] bytes, int at) {
    return getShort(bytes, at) << 16 | getShort(bytes, at + 2);
  }

  private static long getLong(byte[] bytes, int at) {
    return (long) getInt(bytes, at) << 32 | getInt(bytes, at + 4) & 0xffff_ffffL;
  }
}
