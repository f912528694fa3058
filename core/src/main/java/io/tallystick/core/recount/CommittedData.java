package io.tallystick.core.recount;

import io.tallystick.core.ledger.Tally;
import io.tallystick.core.process.DimensionSpan;
import io.tallystick.core.rollup.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Port: all that was committed at one moment, as it is stored. Used by one thread and then closed;
 * counting goes on meanwhile.
 *
 * <p>Does not: decode rows or add anything up. That is for the one who checks.
 */
public interface CommittedData extends AutoCloseable {

  /** Opens what is committed now. */
  interface Source {
    CommittedData open();
  }

  /**
   * Where a partition stands.
   *
   * @param endOffset everything before it is in the rows, or was given another fate
   * @param tally what the ledger says became of these events
   * @param dimensions what was counted in which stretch of the log
   */
  record Partition(int partition, long endOffset, Tally tally, List<DimensionSpan> dimensions) {

    public Partition {
      dimensions = List.copyOf(dimensions);
    }
  }

  /** Takes one row as it is stored; the arrays are the visitor's. */
  interface RowVisitor {
    void row(byte[] key, byte[] value);
  }

  /** All of them, in order. */
  List<Partition> partitions();

  /**
   * Whether a row holds what all partitions have counted, under the number 0; else each partition
   * has a row of its own.
   */
  default boolean rowsHoldAllPartitions() {
    return false;
  }

  /**
   * Visits the rows of one level in the order of their keys, or in any when rows hold all partitions.
   *
   * @param parentMin only rows whose window begins at this minute or after it
   * @param parentEnd and before this one; {@link Integer#MAX_VALUE}: all of them, also those whose
   *     key is damaged
   */
  void rows(Level level, int parentMin, int parentEnd, RowVisitor visitor);

  /** The bytes of one row, null when there is none. */
  byte @Nullable [] row(byte[] key);

  @Override
  void close();
}
