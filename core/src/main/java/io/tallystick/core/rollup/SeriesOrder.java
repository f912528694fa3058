package io.tallystick.core.rollup;

import java.util.Arrays;

/** Puts the series of {@link PendingRollups} in the order of their keys. Single-threaded. */
final class SeriesOrder {

  /*
   * Keys of many series begin alike, and lie scattered in memory. So whole keys are hardly ever
   * compared: what all keys of a group have in common is skipped, the next three bytes become the
   * upper half of a number, of which the lower one is the series, and numbers are sorted. Each run
   * of equal upper halves is a smaller group, in which the same is done behind these bytes.
   *
   * Bentley and Sedgewick, "Fast algorithms for sorting and searching strings", SODA (1997), do it
   * with single characters.
   */

  private static final int HEAD_BYTES = 3;

  /** So few are compared as a whole. */
  private static final int FEW = 6;

  private final PendingRollups rollups;
  private final byte[] texts;
  private final int[] ordered;
  private final long[] heads;

  private SeriesOrder(PendingRollups rollups) {
    this.rollups = rollups;
    this.texts = rollups.texts();
    this.ordered = new int[rollups.seriesCount()];
    this.heads = new long[ordered.length];
  }

  /** The numbers of all series, in the order of the bytes of their keys, unsigned. */
  static int[] of(PendingRollups rollups) {
    SeriesOrder order = new SeriesOrder(rollups);
    for (int series = 0; series < order.ordered.length; series++) {
      order.ordered[series] = series;
    }
    order.sort(0, order.ordered.length, 0);
    return order.ordered;
  }

  /** Sorts a group whose keys have their first {@code skipped} bytes in common. */
  private void sort(int begin, int end, int skipped) {
    if (end - begin <= FEW) {
      sortFew(begin, end);
      return;
    }
    int common = common(begin, end, skipped);
    for (int i = begin; i < end; i++) {
      heads[i] = (long) head(ordered[i], common) << 32 | ordered[i];
    }
    Arrays.sort(heads, begin, end);
    int run = begin;
    for (int i = begin; i < end; i++) {
      ordered[i] = (int) heads[i];
    }
    for (int i = begin + 1; i <= end; i++) {
      if (i == end || heads[i] >> 32 != heads[run] >> 32) {
        if (i - run > 1) {
          sort(run, i, common + HEAD_BYTES);
        }
        run = i;
      }
    }
  }

  /** How many bytes all keys of a group begin with, of which {@code known} are known. */
  private int common(int begin, int end, int known) {
    int firstFrom = rollups.seriesOffset(ordered[begin]) + known;
    int more = rollups.seriesLength(ordered[begin]) - known;
    for (int i = begin + 1; i < end && more > 0; i++) {
      int offset = rollups.seriesOffset(ordered[i]);
      int differs = Arrays.mismatch(
          texts,
          firstFrom,
          firstFrom + more,
          texts,
          offset + known,
          offset + rollups.seriesLength(ordered[i]));
      if (differs >= 0) {
        more = Math.min(more, differs);
      }
    }
    return known + more;
  }

  /**
   * The next bytes of a key and how many there are, so that a key comes before those that it is the
   * beginning of; ascending as a signed number.
   */
  private int head(int series, int from) {
    int at = rollups.seriesOffset(series) + from;
    int count = Math.min(HEAD_BYTES, rollups.seriesLength(series) - from);
    int head = count;
    for (int i = 0; i < count; i++) {
      head |= (texts[at + i] & 0xff) << 24 - 8 * i;
    }
    return head ^ Integer.MIN_VALUE;
  }

  private void sortFew(int begin, int end) {
    for (int i = begin + 1; i < end; i++) {
      int series = ordered[i];
      int at = i;
      while (at > begin && compare(ordered[at - 1], series) > 0) {
        ordered[at] = ordered[at - 1];
        at--;
      }
      ordered[at] = series;
    }
  }

  private int compare(int left, int right) {
    return Arrays.compareUnsigned(
        texts,
        rollups.seriesOffset(left),
        rollups.seriesOffset(left) + rollups.seriesLength(left),
        texts,
        rollups.seriesOffset(right),
        rollups.seriesOffset(right) + rollups.seriesLength(right));
  }
}
