package io.tallystick.core.recount;

import io.tallystick.core.log.EventLog;

/**
 * Port: the events that the log still holds, with the fates that were committed. Thread-safe.
 *
 * <p>Does not: decode batches, or know what was archived.
 */
public interface RawEvents {

  /** Takes one entry after the other. */
  interface EntryVisitor {
    /**
     * @param fates number of the {@link io.tallystick.core.ledger.Fate} of each event of the entry
     * @return whether to go on
     */
    boolean entry(EventLog.Entry entry, byte[] fates);
  }

  /** Keeps what the log holds until it is closed. */
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  int partitions();

  /** From now on until the hold is closed, nothing is trimmed. */
  Hold holdLog();

  /** Offset of the oldest event that is kept. */
  long begin(int partition);

  /** Every event before it has a committed fate. Stands between two entries. */
  long decidedEnd(int partition);

  /**
   * Offset of the first entry that arrived at or after {@code arrivalMillis}, or the end of the
   * partition.
   */
  long offsetAt(int partition, long arrivalMillis);

  /**
   * Visits the entries that begin at or after {@code begin} and before {@code end}, in order.
   *
   * @param begin where an entry begins
   * @param end at most {@link #decidedEnd}
   * @throws EventLog.TrimmedException when {@code begin} lies before {@link #begin}
   */
  void read(int partition, long begin, long end, EntryVisitor visitor);
}
