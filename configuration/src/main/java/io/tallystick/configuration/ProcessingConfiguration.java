package io.tallystick.configuration;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How events are processed.
 *
 * @param partitions number of partitions; empty: as many as the data folder has, or one per core
 * @param commitInterval time between two commits of a partition
 * @param lagEventsMax events that may wait to be counted before new ones are refused
 */
public record ProcessingConfiguration(
    OptionalInt partitions, Duration commitInterval, int lagEventsMax) {

  private static final int CLUSTER_PARTITIONS = 16;

  public ProcessingConfiguration {
    Keys.PROCESSING_PARTITIONS.require(partitions);
    Keys.PROCESSING_COMMIT_INTERVAL.require(commitInterval);
    Keys.PROCESSING_MAX_LAG.require(lagEventsMax);
  }

  /** Number of partitions of a cluster. */
  public int clusterPartitions() {
    return partitions.orElse(CLUSTER_PARTITIONS);
  }
}
