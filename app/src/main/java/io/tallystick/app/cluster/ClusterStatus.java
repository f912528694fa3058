package io.tallystick.app.cluster;

import io.tallystick.core.deadletter.DeadLetterCount;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.publish.PublishedView;
import io.tallystick.kafka.tail.TailView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far the cluster has come, as this node sees it. Thread-safe. */
final class ClusterStatus implements NodeStatus {

  /*
   * What a partition has processed is what it has published: nobody sees more of it. What the
   * counting job remembers for deduplication is known to the job alone.
   */

  private final Moments moments;
  private final int partitions;

  ClusterStatus(Moments moments, int partitions) {
    this.moments = moments;
    this.partitions = partitions;
  }

  @Override
  public State state() {
    if (moments.last() == null) {
      return State.STARTING;
    }
    return moments.failure() == null ? State.READY : State.FAILED;
  }

  @Override
  public @Nullable String failure() {
    String problem = moments.failure();
    return problem == null
        ? null
        : problem + "; questions are refused until store and topic answer again, nothing is lost";
  }

  @Override
  public List<Partition> partitions() {
    List<Partition> all = new ArrayList<>(partitions);
    Moment moment = moments.last();
    for (int partition = 0; partition < partitions; partition++) {
      all.add(moment == null ? Partition.starting(partition, 0, 0) : partition(moment, partition));
    }
    return all;
  }

  private static Partition partition(Moment moment, int partition) {
    PublishedView.Partition published = moment.partition(partition);
    TailView.Partition inFlight = moment.inFlight(partition);
    long offset = moment.offset(partition);
    Tally tally = moment.tally(partition);
    long open = published == null
        ? 0
        : published.deadLetterCounts().stream().mapToLong(DeadLetterCount::open).sum();
    return new Partition(
        partition,
        0,
        offset + inFlight.events(),
        offset,
        offset,
        tally,
        inFlight.canary(),
        open,
        0,
        0,
        0);
  }
}
