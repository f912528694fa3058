package io.tallystick.flink.count;

import io.tallystick.core.deadletter.EventRule;
import io.tallystick.core.rollup.Dimension;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How events are counted; travels to the tasks. Immutable.
 *
 * @param partitions of the cluster, fixed for ever
 * @param buckets that series are split into, fixed for ever
 * @param names of each dimension besides the total, subject among them
 * @param rules what events must be like
 * @param window how long identities are remembered
 * @param identityBytesMax memory for them in one task; 0: a third of the heap, shared by all tasks
 *     of the process
 */
public record CountingSettings(
    int partitions,
    int buckets,
    List<List<String>> names,
    List<Rule> rules,
    Duration window,
    long identityBytesMax)
    implements Serializable {

  /** An {@link EventRule} that can travel. */
  public record Rule(
      String type,
      List<String> requiredAttributes,
      @Nullable BigDecimal valueMin,
      @Nullable BigDecimal valueMax)
      implements Serializable {}

  /** The same of what core knows. */
  public static CountingSettings of(
      int partitions,
      int buckets,
      List<Dimension> dimensions,
      List<EventRule> rules,
      Duration window,
      long identityBytesMax) {
    return new CountingSettings(
        partitions,
        buckets,
        dimensions.stream().map(dimension -> List.copyOf(dimension.names())).toList(),
        rules.stream()
            .map(rule ->
                new Rule(rule.type(), rule.requiredAttributes(), rule.valueMin(), rule.valueMax()))
            .toList(),
        window,
        identityBytesMax);
  }

  List<Dimension> dimensions() {
    return names.stream().map(Dimension::new).toList();
  }

  List<EventRule> eventRules() {
    return rules.stream()
        .map(rule ->
            new EventRule(rule.type(), rule.requiredAttributes(), rule.valueMin(), rule.valueMax()))
        .toList();
  }
}
