package io.tallystick.core.recount;

import java.util.List;

/**
 * Port: puts right rows into the store while counting goes on. Thread-safe.
 *
 * <p>Does not: decide what is right.
 */
public interface RowRepair {

  /**
   * One row that is wrong.
   *
   * @param key of the row
   * @param before its bytes in the {@link CommittedData} that was compared; empty when it was missing
   * @param after what should have been there; empty when the row should not exist
   * @param cause what was wrong
   */
  record Change(byte[] key, byte[] before, byte[] after, Difference.Cause cause) {}

  /**
   * A change as it was recorded when it was made.
   *
   * @param recount number of the recount that asked for it
   * @param atMillis when, milliseconds since the epoch
   */
  record Recorded(long recount, long atMillis, Change change) {}

  /** Keeps the beginning of every row as it is until closed: commits only append. */
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * From now on until the hold is closed, commits do not rewrite rows. Take it before the {@link
   * CommittedData} is opened.
   */
  Hold holdRows();

  /**
   * Makes all changes and records each, atomically and durably: after a crash either all of it is
   * there or nothing. What was appended to a row since {@code before} stays.
   *
   * <p>Or, when it {@link #republishes}, asks the one that counts to publish these rows again, as it
   * has them.
   *
   * @throws IllegalStateException when a row no longer begins with {@code before}; nothing was
   *     changed then
   */
  void apply(long recount, List<Change> changes);

  /**
   * Whether {@link #apply} only asks for rows that somebody else has. They come some time later, or
   * never, and are right when they are as {@link CommittedData#row} shows them then.
   */
  default boolean republishes() {
    return false;
  }

  /** The changes that were made, newest first. */
  List<Recorded> recorded(int countMax);
}
