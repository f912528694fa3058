package io.tallystick.core.dedup;

/**
 * The ids of a full memory on their way to disk: read-only, and asked in memory until the run that
 * they are written into is complete.
 */
final class Spill {

  /*
   * What a log-structured merge tree does with a memtable that is full: it is frozen, an empty one
   * takes its place, and a little of it is written with each batch of events. So moving millions of
   * ids to disk pauses nobody.
   *
   * An id that is seen again meanwhile goes into the new table. Its copy here is stale from then
   * on, and harmless, as every copy in a run that is not the youngest.
   *
   * O'Neil, Cheng, Gawlick, O'Neil, "The log-structured merge-tree", Acta Informatica 33 (1996).
   */

  private final FingerprintTable ids;
  private final long[] firstOffsets;
  private final RunWriter writer;
  private int next;
  private long entriesDue;

  /**
   * @param ids what nobody puts anything into from now on
   * @param firstOffsets offset of the first batch of each generation in {@code ids}
   * @param writer has room for all of them
   */
  Spill(FingerprintTable ids, long[] firstOffsets, RunWriter writer) {
    this.ids = ids;
    this.firstOffsets = firstOffsets;
    this.writer = writer;
  }

  /** The ids, to be asked only. */
  FingerprintTable ids() {
    return ids;
  }

  long[] firstOffsets() {
    return firstOffsets;
  }

  /** What {@link #step} writes to. */
  RunWriter writer() {
    return writer;
  }

  /**
   * Whether the id is here and was seen in the generation {@code oldestLive} or later. It is in the
   * new table now, and no longer counted here: ask once.
   */
  boolean takeOver(long order, int check, long oldestLive) {
    long generation = ids.find(order, check);
    if (generation < oldestLive) {
      return false;
    }
    ids.uncount(generation);
    return true;
  }

  /**
   * Writes about {@code entries} more ids, leaving out those older than {@code oldestLive}. Answers
   * whether all are written.
   */
  boolean step(long entries, long oldestLive) {
    entriesDue += entries;
    long before = writer.entries();
    while (next < ids.end() && writer.entries() - before < entriesDue) {
      next = ids.writeTo(writer, next, oldestLive);
    }
    entriesDue -= writer.entries() - before;
    return next == ids.end();
  }
}
