package io.tallystick.core.rollup;

/**
 * Port: a consistent view of the rollups, each partition as of one offset. Used by one thread and
 * then closed. Reading never blocks counting for longer than it takes to look up one row in memory.
 * A view of a store that goes on meanwhile may throw {@link OutdatedViewException} when it is read
 * too slowly.
 *
 * <p>Does not: plan ranges, know about queries, or keep results. See package {@code query}.
 */
public interface RollupView extends AutoCloseable {

  /** Takes what is found; the aggregate is reused after the call. */
  interface ChildVisitor {
    /**
     * @param child index of the window in its row, see {@link Level#child(int)}
     */
    void child(int child, Aggregate aggregate);
  }

  /** Takes what is found; the array and the aggregate are reused after the call. */
  interface SeriesVisitor {
    /**
     * @param key bytes in which the values of the series begin at {@code valuesOffset} and fill
     *     {@code valuesLength}; see {@link SeriesKey#values}
     * @param child index of the window in its row
     */
    void child(byte[] key, int valuesOffset, int valuesLength, int child, Aggregate aggregate);
  }

  /** A row that was asked for, and perhaps has not been answered yet. */
  interface AskedRow {
    /** Visits its windows as {@link RollupView#row}; once. */
    void visit(ChildVisitor visitor);
  }

  /**
   * Asks for a row that will be needed soon; where that is a question to another machine, several
   * can be under way.
   */
  default AskedRow ask(Level level, int parent, SeriesKey series) {
    return visitor -> row(level, parent, series, visitor);
  }

  /**
   * Visits the windows of one row. A window may be visited several times, once for each partition
   * and for each place where a part of it is kept: the parts add up.
   *
   * @param parent start of the row in minutes since the epoch, see {@link Level#parent(int)}
   */
  void row(Level level, int parent, SeriesKey series, ChildVisitor visitor);

  /**
   * Visits the rows of all series of one type and dimension, in no particular order; a series and a
   * window may be visited several times, and the parts add up.
   *
   * @param seriesPrefix from {@link SeriesKey#prefix}
   */
  void rows(Level level, int parent, byte[] seriesPrefix, SeriesVisitor visitor);

  /** How fresh this view is. */
  Freshness freshness();

  @Override
  void close();
}
