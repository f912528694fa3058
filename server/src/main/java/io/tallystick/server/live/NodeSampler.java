package io.tallystick.server.live;

import io.tallystick.core.event.CanaryEvents;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupReader;
import io.tallystick.core.rollup.RollupView;
import io.tallystick.core.rollup.SeriesKey;
import io.tallystick.protocol.live.NodeMoment;
import io.tallystick.protocol.live.NodeMoment.TypeRate;
import io.tallystick.server.node.NodeHealth;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes samples of a node and tells how fast it moves. Used by one thread. */
final class NodeSampler {

  /** Rates are over so many samples: short enough to follow, long enough to be read. */
  private static final int SAMPLES = 4;

  private static final long TYPES_AGE_MILLIS_MAX = 5_000;

  private record Sample(long millis, long accepted, Map<String, Long> counts) {}

  private final NodeHealth health;
  private final NodeStatus status;
  private final RollupReader rollups;
  private final Presentation presentation;
  private final ArrayDeque<Sample> samples = new ArrayDeque<>();
  private Set<String> types = Set.of();
  private long typesMillis = Long.MIN_VALUE / 2;

  NodeSampler(
      NodeHealth health, NodeStatus status, RollupReader rollups, Presentation presentation) {
    this.health = health;
    this.status = status;
    this.rollups = rollups;
    this.presentation = presentation;
  }

  /**
   * Takes a sample.
   *
   * @param asked types that readers follow, in case they are not known otherwise
   */
  NodeMoment sample(long millis, Set<String> asked) {
    long inFlight = 0;
    long deadLetters = 0;
    Fates fates = Fates.NONE;
    for (NodeStatus.Partition partition : status.partitions()) {
      inFlight += partition.inFlight();
      deadLetters += partition.openDeadLetters();
      fates = fates.plus(partition.tally().events());
    }
    long accepted = fates.total() + inFlight;
    Map<String, Long> counts = counts(millis, asked);
    samples.addLast(new Sample(millis, accepted, counts));
    while (samples.size() > SAMPLES) {
      samples.removeFirst();
    }
    Sample first = samples.getFirst();
    double seconds = Math.max(1, millis - first.millis()) / 1000.0;
    List<TypeRate> rates = new ArrayList<>();
    counts.forEach((type, count) -> {
      long before = first.counts().getOrDefault(type, samples.size() == 1 ? count : 0L);
      rates.add(new TypeRate(type, count, Math.max(0, count - before) / seconds));
    });
    rates.sort(Comparator.comparingLong(TypeRate::count).reversed());
    return new NodeMoment(
        millis,
        health.health(),
        accepted,
        fates,
        inFlight,
        deadLetters,
        Math.max(0, accepted - first.accepted()) / seconds,
        rates);
  }

  private Map<String, Long> counts(long millis, Set<String> asked) {
    try {
      // the first one is shown at once: someone waits for it to arrive
      if (types.isEmpty() || millis - typesMillis > TYPES_AGE_MILLIS_MAX || millis < typesMillis) {
        types = new LinkedHashSet<>(presentation.types().types(HistoryRing.TYPES_MAX));
        types.remove(CanaryEvents.TYPE);
        typesMillis = millis;
      }
      Set<String> all = new LinkedHashSet<>(types);
      asked.stream().filter(type -> !type.equals(CanaryEvents.TYPE)).forEach(all::add);
      return all.isEmpty() ? Map.of() : read(all);
    } catch (RefusedException e) {
      // the storage cannot be read at the moment, as the state says; the last numbers stay
      return samples.isEmpty() ? Map.of() : samples.getLast().counts();
    }
  }

  private Map<String, Long> read(Set<String> all) {
    Map<String, Long> counts = new LinkedHashMap<>();
    try (RollupView view = rollups.open()) {
      for (String type : all) {
        SeriesKey total = SeriesKey.of(type, Dimension.TOTAL, List.of());
        long[] count = {0};
        view.row(Level.ALL, 0, total, (child, aggregate) -> count[0] += aggregate.count());
        if (count[0] > 0) {
          counts.put(type, count[0]);
        }
      }
    }
    return counts;
  }
}
