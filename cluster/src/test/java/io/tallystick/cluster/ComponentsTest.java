package io.tallystick.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: each component starts from its jars, survives {@code kill -9} and a pause, and tells what
 * it uses. Method: real processes.
 */
final class ComponentsTest {

  @Test
  void aKafkaBrokerIsKilledAndStartedAgainOnItsData(@TempDir Path folder) throws IOException {
    try (KafkaCluster kafka = KafkaCluster.start(folder, 1)) {
      connect(kafka.bootstrapServers());
      ClusterProcess broker = kafka.brokers().get(0);
      broker.kill();
      assertThat(broker.isRunning()).isFalse();
      broker.start();
      connect(kafka.bootstrapServers());
      assertUsage(broker);
    }
  }

  @Test
  void aCassandraNodeIsPausedAndKilledAndStartedAgain(@TempDir Path folder) throws IOException {
    try (CassandraCluster cassandra = CassandraCluster.start(folder, 1)) {
      connect(cassandra.contactPoints());
      ClusterProcess node = cassandra.nodes().get(0);
      node.pause();
      node.resume();
      node.kill();
      node.start();
      connect(cassandra.contactPoints());
      assertUsage(node);
    }
  }

  @Test
  void aFlinkSessionGetsItsTaskManagerBack(@TempDir Path folder) throws IOException {
    try (FlinkSession flink = FlinkSession.start(folder, FlinkSettings.small())) {
      assertThat(flink.jobs().taskManagers()).isEqualTo(1);
      flink.taskManager().kill();
      flink.taskManager().start();
      assertThat(flink.jobs().inState("RUNNING")).isEmpty();
      flink.processes().forEach(ComponentsTest::assertUsage);
    }
  }

  @Test
  void aProcessThatDoesNotStartShowsTheEndOfItsLog(@TempDir Path folder) {
    ProcessPlan plan = new ProcessPlan(
        "broken",
        folder,
        Java17.program(),
        List.of(),
        ComponentJars.classPath("kafka"),
        "kafka.Kafka",
        List.of("no-such-file"),
        Map.of());
    try (ClusterProcess process = new ClusterProcess(plan, running -> false)) {
      assertThatThrownBy(process::start)
          .hasMessageContaining("broken: ended before it was ready")
          .hasMessageContaining("no-such-file");
    }
  }

  private static void connect(String address) throws IOException {
    String[] parts = address.split(":", -1);
    try (Socket socket = new Socket(parts[0], Integer.parseInt(parts[1]))) {
      assertThat(socket.isConnected()).isTrue();
    }
  }

  private static void assertUsage(ClusterProcess process) {
    assertThat(process.cpuSeconds()).isPositive();
    assertThat(process.residentBytes()).isGreaterThan(10L << 20).isLessThan(2L << 30);
  }
}
