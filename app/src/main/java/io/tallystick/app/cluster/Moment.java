package io.tallystick.app.cluster;

import io.tallystick.core.ledger.Tally;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.publish.PublishedView;
import io.tallystick.core.rollup.Freshness;
import io.tallystick.kafka.tail.TailView;
import org.jspecify.annotations.Nullable;

/**
 * All that is known at one moment: what was published, and how much there is beyond. Immutable.
 *
 * @param view as of one epoch
 * @param tail what the topic holds that this epoch has not published
 */
record Moment(PublishedView view, TailView tail) {

  /** Where a partition stood at the epoch; null before anything was published. */
  PublishedView.@Nullable Partition partition(int partition) {
    return partition < view.partitions().size() ? view.partitions().get(partition) : null;
  }

  /** The published fates of a partition. */
  Tally tally(int partition) {
    PublishedView.Partition published = partition(partition);
    return published == null ? Tally.NONE : published.state().tally();
  }

  /** The offset that a partition has published. */
  long offset(int partition) {
    PublishedView.Partition published = partition(partition);
    return published == null ? 0 : published.state().offset();
  }

  /** The state of a partition; null before anything was published. */
  @Nullable
  PartitionState state(int partition) {
    PublishedView.Partition published = partition(partition);
    return published == null ? null : published.state();
  }

  /** Events of a partition that have no published fate, the canary's among them. */
  TailView.Partition inFlight(int partition) {
    return tail.partitions().get(partition);
  }

  /** How many partitions there are. */
  int partitions() {
    return tail.partitions().size();
  }

  /** What was acknowledged before it is in here, as published or in flight. */
  long asOfMillis() {
    return tail.asOfMillis();
  }

  Freshness freshness() {
    return new Freshness(asOfMillis(), Math.min(asOfMillis(), tail.timeMillisMin()), false);
  }
}
