package io.tallystick.core.dedup;

/**
 * Where an id belongs among all ids: its hash x, a fraction of 1, becomes log2(1 + x). The order
 * stays, and of two halves of all places, quarters, and so on, each has a little fewer ids than the
 * next, the last one twice as many as the first.
 *
 * <p>With places of equal shares, all sub-tables would have about the same number of ids, and grow
 * and split at about the same time. So they have every number of ids between that after a split and
 * that before, at any time equally many of each: memory an id does not rise and fall while ids come,
 * and what one sub-table gives back when it grows is what another takes.
 *
 * <p>Martin, "Spiral storage: incrementally augmentable hash addressed storage", University of
 * Warwick, Theory of Computation Report 27 (1979).
 */
final class Spiral {

  private static final int SEGMENT_BITS = 8;

  /** The place where a segment of hashes begins, and how fast places grow in it. */
  private static final long[] BEGIN = new long[1 << SEGMENT_BITS];

  private static final long[] SLOPE = new long[1 << SEGMENT_BITS];

  static {
    long begin = 0;
    for (int i = 0; i < BEGIN.length; i++) {
      double next = StrictMath.log1p((i + 1.0) / BEGIN.length) / StrictMath.log(2);
      long end = i + 1 == BEGIN.length ? 1L << 32 : StrictMath.round(next * 0x1p32);
      BEGIN[i] = begin << 32;
      SLOPE[i] = end - begin;
      begin = end;
    }
  }

  private Spiral() {}

  /** The place as a fraction of 2^64, of a hash that is one; ascends with it. */
  static long place(long hash) {
    int segment = (int) (hash >>> 64 - SEGMENT_BITS);
    return BEGIN[segment] + SLOPE[segment] * (hash >>> 32 - SEGMENT_BITS & 0xffff_ffffL);
  }
}
