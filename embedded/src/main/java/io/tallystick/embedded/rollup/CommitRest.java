package io.tallystick.embedded.rollup;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Lets one commit rest between its rows, while nobody waits for it. Used by one thread. */
public final class CommitRest {

  /*
   * A commit comes every few seconds and takes tenths of a second of a core. Where there are few
   * cores, events that arrive meanwhile have to wait for their turn, although the node is half idle
   * before and after. So a commit works for a millisecond and rests for three, until the rests have
   * taken its share of the interval.
   */

  private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long REST_NANOS = 3 * WORK_NANOS;

  /** Rows between two looks at the clock. */
  private static final int ROWS = 32;

  /** The commits of all partitions, which one thread makes, rest at most this part of an interval. */
  private static final int INTERVAL_SHARE = 4;

  private final long restNanosMax;
  private final BooleanSupplier isAwaited;
  private final LongSupplier nanoClock;
  private final LongConsumer park;
  private int rows;
  private long workBegin;
  private long restedNanos;

  /**
   * @param intervalMillis from one commit of a partition to the next
   * @param partitions that commit in it
   * @param isAwaited whether somebody waits for the commit now
   */
  public CommitRest(long intervalMillis, int partitions, BooleanSupplier isAwaited) {
    this(intervalMillis, partitions, isAwaited, System::nanoTime, LockSupport::parkNanos);
  }

  CommitRest(
      long intervalMillis,
      int partitions,
      BooleanSupplier isAwaited,
      LongSupplier nanoClock,
      LongConsumer park) {
    restNanosMax = TimeUnit.MILLISECONDS.toNanos(intervalMillis) / INTERVAL_SHARE / partitions;
    this.isAwaited = isAwaited;
    this.nanoClock = nanoClock;
    this.park = park;
    workBegin = nanoClock.getAsLong();
  }

  /** For a commit that does not rest. */
  static CommitRest none() {
    return new CommitRest(0, 1, () -> true);
  }

  /** Another row is done. */
  public void row() {
    if (++rows < ROWS) {
      return;
    }
    rows = 0;
    long now = nanoClock.getAsLong();
    if (now - workBegin < WORK_NANOS) {
      return;
    }
    if (restedNanos < restNanosMax && !isAwaited.getAsBoolean()) {
      park.accept(REST_NANOS);
      long end = nanoClock.getAsLong();
      restedNanos += end - now;
      now = end;
    }
    workBegin = now;
  }

  /** How long it rested so far, nanoseconds. */
  public long restedNanos() {
    return restedNanos;
  }
}
