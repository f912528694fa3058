package io.tallystick.embedded.engine;

import io.tallystick.core.process.Journal;
import io.tallystick.core.rollup.PendingRollups;
import java.util.concurrent.atomic.AtomicInteger;

/** What a partition has counted between two commits. */
final class Overlay {

  private final long epoch;
  private final PendingRollups rollups;
  private final Journal journal;
  private final AtomicInteger views = new AtomicInteger();

  /** {@code epoch} is the commit that will bring it to the store. */
  Overlay(long epoch, PendingRollups rollups, Journal journal) {
    this.epoch = epoch;
    this.rollups = rollups;
    this.journal = journal;
  }

  long epoch() {
    return epoch;
  }

  /** Read by whoever has the lock of the partition, or a lease. */
  PendingRollups rollups() {
    return rollups;
  }

  /** Read under the lock of the partition only. */
  Journal journal() {
    return journal;
  }

  /** A view may read it, if it is still live after this; see {@link Overlays#lease}. */
  void lease() {
    views.incrementAndGet();
  }

  /** That view is closed. */
  void release() {
    views.decrementAndGet();
  }

  /**
   * Whether a view may read it. No further one comes once it is no longer live: whoever leases it
   * after that sees so, and whoever leased it before is seen here.
   */
  boolean isLeased() {
    return views.get() > 0;
  }
}
