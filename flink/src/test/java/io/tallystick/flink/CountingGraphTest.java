package io.tallystick.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.flink.job.CassandraStore;
import io.tallystick.flink.job.FlinkDefaults;
import io.tallystick.flink.job.JobArguments;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.Test;

/**
 * Goal: savepoints of today fit the job of tomorrow: every operator keeps its uid and its key
 * groups; and what counting relies on in Flink cannot be set otherwise.
 */
final class CountingGraphTest {

  @Test
  void everyOperatorHasItsUid() {
    NodeConfiguration configuration = JobArguments.configuration(new String[0], Map.of());
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(3, new Configuration());
    environment.configure(FlinkDefaults.over(environment.getConfiguration()));

    CountingJob.build(environment, configuration, CassandraStore.of(configuration));

    StreamGraph graph = environment.getStreamGraph();
    Map<String, Integer> uids = new TreeMap<>();
    graph
        .getStreamNodes()
        .forEach(node ->
            uids.put(String.valueOf(node.getTransformationUID()), node.getMaxParallelism()));
    assertThat(uids.keySet()).containsExactly("counting", "dead-letters", "source", "totals");
    assertThat(uids.get("counting")).isEqualTo(128);
    assertThat(uids.get("totals")).isEqualTo(128);
  }

  @Test
  void whatCountingReliesOnWinsAndTheRestYields() {
    Configuration given = new Configuration();
    given.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
    given.set(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS, 2);
    given.set(PipelineOptions.MAX_PARALLELISM, 7);
    given.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(9));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1, given);

    environment.configure(FlinkDefaults.over(environment.getConfiguration()));

    assertThat(environment.getCheckpointConfig().isUnalignedCheckpointsEnabled())
        .isFalse();
    assertThat(environment.getCheckpointConfig().getMaxConcurrentCheckpoints()).isEqualTo(1);
    assertThat(environment.getMaxParallelism()).isEqualTo(128);
    assertThat(environment.getConfig().isObjectReuseEnabled()).isTrue();
    assertThat(environment.getCheckpointConfig().getCheckpointInterval()).isEqualTo(9_000);
    assertThat(environment.getCheckpointConfig().getTolerableCheckpointFailureNumber())
        .isEqualTo(10);
  }
}
