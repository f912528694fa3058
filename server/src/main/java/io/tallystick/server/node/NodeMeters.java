package io.tallystick.server.node;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.node.NodeStatus.Partition;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The status of a node as meters, labelled by partition. Thread-safe.
 *
 * <p>All meters show one snapshot, so that within one scrape the ledger adds up.
 */
public final class NodeMeters {

  private final NodeStatus status;
  private volatile Map<Integer, Partition> snapshot = Map.of();

  /**
   * @param partitions how many there are, whether or not the status knows them yet
   */
  public NodeMeters(NodeStatus status, int partitions, MeterRegistry registry) {
    this.status = status;
    for (NodeStatus.State state : NodeStatus.State.values()) {
      Gauge.builder("tallystick.node.state", status, s -> s.state() == state ? 1 : 0)
          .description("1 for the state that the node is in")
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    for (int partition = 0; partition < partitions; partition++) {
      register(partition, registry);
    }
  }

  /** Takes a new snapshot. */
  public void refresh() {
    List<Partition> partitions = status.partitions();
    Map<Integer, Partition> next = new HashMap<>();
    for (Partition partition : partitions) {
      next.put(partition.partition(), partition);
    }
    snapshot = next;
  }

  private void register(int partition, MeterRegistry registry) {
    Tags tags = Tags.of("partition", Integer.toString(partition));
    fate(
        registry,
        tags.and("fate", "counted"),
        partition,
        p -> p.tally().events().counted());
    fate(
        registry,
        tags.and("fate", "duplicate"),
        partition,
        p -> p.tally().events().duplicate());
    fate(
        registry,
        tags.and("fate", "dead-lettered"),
        partition,
        p -> p.tally().events().deadLettered());
    gauge(
        registry,
        "tallystick.events.in.flight",
        "Accepted events that have no fate yet",
        tags,
        partition,
        Partition::inFlight);
    gauge(
        registry,
        "tallystick.dead.letters.open",
        "Dead letters that wait to be repaired, replayed or discarded",
        tags,
        partition,
        Partition::openDeadLetters);
    registerOffsets(tags, partition, registry);
    registerDeduplication(tags, partition, registry);
  }

  private void registerOffsets(Tags tags, int partition, MeterRegistry registry) {
    gauge(
        registry,
        "tallystick.log.begin.offset",
        "Offset of the oldest event that is kept",
        tags,
        partition,
        Partition::logBegin);
    gauge(
        registry,
        "tallystick.log.end.offset",
        "Offset that the next event will get",
        tags,
        partition,
        Partition::logEnd);
    gauge(
        registry,
        "tallystick.processed.offset",
        "Events before it have their fate and are visible in answers",
        tags,
        partition,
        Partition::processedOffset);
    gauge(
        registry,
        "tallystick.committed.offset",
        "Events before it need not be replayed after a restart",
        tags,
        partition,
        Partition::committedOffset);
  }

  private void registerDeduplication(Tags tags, int partition, MeterRegistry registry) {
    String ids = "Identities that are remembered";
    gauge(
        registry,
        "tallystick.deduplication.ids",
        ids,
        tags.and("place", "memory"),
        partition,
        Partition::deduplicationIds);
    gauge(
        registry,
        "tallystick.deduplication.ids",
        ids,
        tags.and("place", "disk"),
        partition,
        Partition::deduplicationDiskIds);
    gauge(
        registry,
        "tallystick.deduplication.memory.bytes",
        "Memory that the remembered identities take",
        tags,
        partition,
        Partition::deduplicationMemoryBytes);
  }

  private void fate(
      MeterRegistry registry, Tags tags, int partition, ToLongFunction<Partition> number) {
    FunctionCounter.builder(
            "tallystick.events.processed", this, meters -> meters.number(partition, number))
        .description("Events by their fate, since the beginning of the log")
        .tags(tags)
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      Tags tags,
      int partition,
      ToLongFunction<Partition> number) {
    Gauge.builder(name, this, meters -> meters.number(partition, number))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private double number(int partition, ToLongFunction<Partition> number) {
    Partition known = snapshot.get(partition);
    return known == null ? Double.NaN : number.applyAsLong(known);
  }
}
