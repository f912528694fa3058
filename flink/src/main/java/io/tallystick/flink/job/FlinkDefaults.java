package io.tallystick.flink.job;

import io.tallystick.flink.key.KeyGroups;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;

/** Settings of Flink: those that counting needs, and those that it has unless you say otherwise. */
public final class FlinkDefaults {

  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);
  private static final Duration CHECKPOINT_TIMEOUT = Duration.ofMinutes(10);
  private static final int FAILED_CHECKPOINTS_MAX = 10;
  private static final Duration RESTART_DELAY_MIN = Duration.ofMillis(500);
  private static final Duration RESTART_DELAY_MAX = Duration.ofSeconds(30);

  private FlinkDefaults() {}

  /**
   * What to add to the settings of a cluster and a submission.
   *
   * @param given those settings
   */
  public static Configuration over(ReadableConfig given) {
    Configuration settings = new Configuration();
    // what counting is built on
    settings.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    // a bucket must have all deltas of an epoch before its own snapshot
    settings.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
    settings.set(CheckpointingOptions.ALIGNED_CHECKPOINT_TIMEOUT, Duration.ZERO);
    // an epoch must be published before the next one but one is frozen
    settings.set(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS, 1);
    settings.set(PipelineOptions.MAX_PARALLELISM, KeyGroups.COUNT);
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    settings.set(PipelineOptions.GENERIC_TYPES, false);

    unless(given, settings, StateBackendOptions.STATE_BACKEND, "rocksdb");
    unless(given, settings, CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    unless(given, settings, CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    unless(given, settings, CheckpointingOptions.CHECKPOINTING_TIMEOUT, CHECKPOINT_TIMEOUT);
    unless(given, settings, CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, FAILED_CHECKPOINTS_MAX);
    unless(
        given,
        settings,
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    unless(given, settings, RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    unless(
        given,
        settings,
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        RESTART_DELAY_MIN);
    unless(
        given,
        settings,
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        RESTART_DELAY_MAX);
    // most rows that are not in the cache are new: a filter says so without reading
    unless(given, settings, RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
    unless(given, settings, PipelineOptions.NAME, "tallystick");
    return settings;
  }

  private static <T> void unless(
      ReadableConfig given, Configuration settings, ConfigOption<T> option, T value) {
    if (given.getOptional(option).isEmpty()) {
      settings.set(option, value);
    }
  }
}
