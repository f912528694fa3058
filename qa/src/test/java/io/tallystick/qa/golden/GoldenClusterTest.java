package io.tallystick.qa.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.cluster.LocalCluster;
import io.tallystick.cluster.LocalClusterPlan;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a cluster answers the golden scenarios byte for byte, as one machine does.
 *
 * <p>Method: real Kafka, Flink and Cassandra with our own processes, canaries on; one ingest and one
 * query process are asked over HTTP, the other two stand beside.
 */
class GoldenClusterTest {

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void answersAsOneMachineDoes() throws Exception {
    LocalClusterPlan plan = LocalClusterPlan.small(folder, GoldenScenario.configuration());
    try (LocalCluster cluster = LocalCluster.start(plan, System.out::println)) {
      GoldenRun run =
          new GoldenRun(cluster.ingests().get(0).uri(), cluster.queries().get(0).uri());
      assertThat(run.run(GoldenScenario.all())).isEmpty();
      assertThat(run.steps()).isGreaterThan(80);
    }
  }
}
