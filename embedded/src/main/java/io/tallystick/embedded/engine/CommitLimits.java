package io.tallystick.embedded.engine;

import io.tallystick.core.process.Journal;
import io.tallystick.core.process.PartitionProcessor;

/**
 * When a partition commits before its time, so that what is pending stays small.
 *
 * @param eventsMax events after which a commit is due
 * @param cellsMax cells after which a commit is due
 */
record CommitLimits(long eventsMax, int cellsMax) {

  /*
   * A commit rewrites a row for each series that was touched, however often: the more events share
   * it, the less each of them costs. So as many are waited for as the heap can bear. Each holds
   * four bytes for its receipt, in the active journal, in the frozen one, and in the batch in pieces
   * and as a whole.
   */

  /** More cells do not share more. */
  static final int CELLS_MAX = 150_000;

  static final int CELLS_MIN = 10_000;

  /** A cell with its share of a series, active, frozen, and as a row of the batch. */
  private static final int BYTES_PER_CELL = 400;

  /** The cells of all partitions together hold at most this part of the heap. */
  private static final int CELLS_HEAP_SHARE = 4;

  /** Dead letters after which a commit is due, those that left among them, and their bytes. */
  static final int DEAD_LETTERS_MAX = 10_000;

  static final long DEAD_LETTER_BYTES_MAX = 8 << 20;

  /** Shortest time between two commits that somebody waits for, and in parts of what one takes. */
  private static final long REQUESTED_MILLIS = 100;

  private static final long REQUESTED_PARTS = 4;

  /** Somebody waits: however slow commits are, no longer than this. */
  private static final long REQUESTED_MILLIS_MAX = 2_000;

  /** The same for dead letters, which are committed so that they can be browsed. */
  private static final long DEAD_LETTERS_MILLIS = 200;

  private static final long DEAD_LETTERS_PARTS = 20;

  /** Bounds what a restart replays, whatever the heap. */
  static final long EVENTS_MAX = 4_000_000;

  static final long EVENTS_MIN = 100_000;

  private static final int BYTES_PER_EVENT = 4 * 4;

  /** All partitions together hold at most this part of the heap. */
  private static final int HEAP_SHARE = 8;

  /** What a node with this heap can bear. */
  static CommitLimits of(long heapBytes, int partitions) {
    long bearable = heapBytes / HEAP_SHARE / BYTES_PER_EVENT / partitions;
    long cells = heapBytes / CELLS_HEAP_SHARE / BYTES_PER_CELL / partitions;
    return new CommitLimits(Math.max(EVENTS_MIN, Math.min(EVENTS_MAX, bearable)), (int)
        Math.max(CELLS_MIN, Math.min(CELLS_MAX, cells)));
  }

  /**
   * Whether a commit that somebody waits for is due. While commits are slow it has to wait longer,
   * so that whoever asks again and again does not take the node from counting.
   *
   * @param sinceMillis after the last commit
   * @param tookMillis what the last commit took
   */
  static boolean isRequestDue(long sinceMillis, long tookMillis) {
    return sinceMillis
        >= Math.max(REQUESTED_MILLIS, Math.min(REQUESTED_MILLIS_MAX, REQUESTED_PARTS * tookMillis));
  }

  /** The same for dead letters: events may break a rule all the time. */
  static boolean isDeadLetterDue(long sinceMillis, long tookMillis) {
    return sinceMillis >= Math.max(DEAD_LETTERS_MILLIS, DEAD_LETTERS_PARTS * tookMillis);
  }

  /** Whether so much is pending that a commit cannot wait. */
  boolean isFull(PartitionProcessor processor) {
    Journal journal = processor.journal();
    return journal.size() >= eventsMax
        || processor.pending().cellCount() >= cellsMax
        || journal.deadLetters().size() + journal.closings().size() >= DEAD_LETTERS_MAX
        || journal.deadLetterBytes() >= DEAD_LETTER_BYTES_MAX;
  }
}
