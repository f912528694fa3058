package io.tallystick.flink.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.configuration.NodeConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: the job reads what the nodes read, and says what is wrong with its arguments. */
final class JobArgumentsTest {

  @Test
  void readsTheFileAndWhatIsSetOnTop(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(
        folder.resolve("tallystick.yaml"), "kafka: { topic: a }\ncassandra: { keyspace: k }\n");

    NodeConfiguration read = JobArguments.configuration(
        new String[] {"--config", file.toString(), "--set", "kafka.topic=b"},
        Map.of("TALLYSTICK_PROCESSING_PARTITIONS", "5"));

    assertThat(read.kafka().topic()).isEqualTo("b");
    assertThat(read.cassandra().keyspace()).isEqualTo("k");
    assertThat(read.processing().clusterPartitions()).isEqualTo(5);
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> JobArguments.configuration(new String[] {"--conf", "x"}, Map.of()))
        .hasMessage("--conf: unknown (expected: --config FILE or --set KEY=VALUE)");
    assertThatThrownBy(() -> JobArguments.configuration(new String[] {"--config"}, Map.of()))
        .hasMessage("--config: nothing after it (expected: a value)");
    assertThatThrownBy(() -> JobArguments.configuration(new String[] {"--set", "=x"}, Map.of()))
        .hasMessage("--set: =x (expected: KEY=VALUE)");
  }
}
