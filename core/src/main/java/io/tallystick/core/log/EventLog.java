package io.tallystick.core.log;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Port: the durable, replayable, partitioned log. Thread-safe.
 *
 * <p>Offsets count events: an entry of n events at offset k is followed by the entry at k + n. Each
 * partition begins at offset 0 and has no gaps.
 *
 * <p>Does not: decode entries, deduplicate, or know how far anybody has read.
 */
public interface EventLog extends AutoCloseable {

  /**
   * What is appended: one encoded batch for one partition.
   *
   * @param partition 0 to {@link #partitions()} - 1
   * @param count events in the batch, at least 1
   * @param batch the bytes of {@link LogBatchLayout}; the log keeps the array
   * @param timeMillisMin earliest event time in the batch
   * @param canary how many of the events are the node's own
   * @param identities the {@link EventIdentity} of each event, high and low, which whoever appends
   *     may know already; null: to be found in the batch. Not stored
   */
  record Append(
      int partition,
      int count,
      byte[] batch,
      long timeMillisMin,
      int canary,
      long @Nullable [] identities) {

    /** A batch of users' events. */
    public Append(int partition, int count, byte[] batch, long timeMillisMin) {
      this(partition, count, batch, timeMillisMin, 0, null);
    }

    /** A batch of which no more is known than its bytes tell. */
    public Append(int partition, int count, byte[] batch, long timeMillisMin, int canary) {
      this(partition, count, batch, timeMillisMin, canary, null);
    }

    /** Memory that the append holds. */
    public long bytes() {
      return batch.length + (identities == null ? 0L : (long) Long.BYTES * identities.length);
    }
  }

  /**
   * What is read.
   *
   * @param offset offset of the first event
   * @param count events in the batch
   * @param arrivalMillis when the log took the batch; never decreases within a partition
   * @param batch the bytes as they were appended
   * @param identities as they were appended, or null
   */
  record Entry(
      long offset, int count, long arrivalMillis, byte[] batch, long @Nullable [] identities) {

    /** An entry that is known by its bytes alone. */
    public Entry(long offset, int count, long arrivalMillis, byte[] batch) {
      this(offset, count, arrivalMillis, batch, null);
    }
  }

  int partitions();

  /**
   * Appends all or nothing. Completes only after the bytes are synced; entries of one partition are
   * readable in the order of completion. On failure nothing was acknowledged, the entries may or
   * may not be in the log, and the caller may append them again.
   */
  CompletionStage<Void> append(List<Append> appends);

  /**
   * The entry that begins at {@code offset}, or null where the log ends. Sees an entry once its
   * append is durable.
   *
   * @throws TrimmedException when {@code offset} lies before {@link #begin}
   */
  @Nullable
  Entry read(int partition, long offset);

  /**
   * As {@link #read}, for the one who processes a partition from entry to entry: what was appended
   * a moment ago may come from memory then, with what is known about it.
   */
  default @Nullable Entry next(int partition, long offset) {
    return read(partition, offset);
  }

  /** Offset of the oldest entry that is kept. */
  long begin(int partition);

  /** Offset that the next event will get; everything before it is durable. */
  long end(int partition);

  /**
   * Gives back the space of whole entries that end at or before {@code offset}. May keep some of
   * them longer; never removes a later one.
   */
  void trim(int partition, long offset);

  @Override
  void close();

  /** The offset was asked for after its entry was trimmed. */
  final class TrimmedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TrimmedException(int partition, long offset, long begin) {
      super("offset: " + offset + " of partition " + partition + " (expected: >= " + begin
          + ", older entries were trimmed)");
    }
  }
}
