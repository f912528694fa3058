package io.tallystick.embedded.engine;

import io.tallystick.core.deadletter.EventRule;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.rollup.Dimension;
import java.nio.file.Path;
import java.util.List;

/**
 * How the engine runs.
 *
 * @param dataDirectory where everything is kept
 * @param partitions how many; 0: one per core for a new directory, what there is for an old one
 * @param dimensions what is counted, {@link Dimension#SUBJECT} among them
 * @param rules what events must be like to be counted; those that are not become dead letters
 * @param deduplication window, and memory of all partitions together
 * @param commitIntervalMillis longest time between two commits of a partition
 * @param logRetentionMillis how long events are kept in the log after arrival, at least
 * @param cacheBytes memory for blocks read from disk
 */
public record EngineSettings(
    Path dataDirectory,
    int partitions,
    List<Dimension> dimensions,
    List<EventRule> rules,
    DeduplicationSettings deduplication,
    long commitIntervalMillis,
    long logRetentionMillis,
    long cacheBytes) {

  /** Most partitions of a node. */
  public static final int PARTITIONS_MAX = 256;

  public EngineSettings {
    dimensions = List.copyOf(dimensions);
    rules = List.copyOf(rules);
    if (partitions < 0 || partitions > PARTITIONS_MAX) {
      throw new IllegalArgumentException(
          "partitions: " + partitions + " (expected: 0.." + PARTITIONS_MAX + ")");
    }
    if (!dimensions.contains(Dimension.SUBJECT)) {
      throw new IllegalArgumentException("dimensions: " + dimensions + " (expected: with subject)");
    }
    if (commitIntervalMillis <= 0) {
      throw new IllegalArgumentException(
          "commitIntervalMillis: " + commitIntervalMillis + " (expected: > 0)");
    }
    if (logRetentionMillis < deduplication.windowMillis()) {
      throw new IllegalArgumentException(
          "logRetentionMillis: " + logRetentionMillis + " (expected: >= "
              + deduplication.windowMillis() + ", deduplication is rebuilt from the log)");
    }
  }
}
