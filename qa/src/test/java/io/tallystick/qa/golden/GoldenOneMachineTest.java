package io.tallystick.qa.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.qa.process.NodeProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: one machine answers the golden scenarios byte for byte.
 *
 * <p>Method: a real process, its canary on, everything over HTTP; the answers were worked out by
 * another program.
 */
class GoldenOneMachineTest {

  @TempDir
  Path folder;

  @Test
  void answersAsItMust() throws Exception {
    // the scenarios wait for commits, which by default come every ten seconds
    String[] configuration = GoldenScenario.configuration().stream()
        .map(line ->
            line.replace("{ partitions: 16 }", "{ partitions: 16, commit-interval: 100ms }"))
        .toArray(String[]::new);
    assertThat(configuration).anyMatch(line -> line.contains("commit-interval"));
    try (NodeProcess node = NodeProcess.start(
            folder, List.of("-Xmx256m", "-XX:+UseSerialGC", "-ea"), configuration)
        .awaitReady()) {
      GoldenRun run = new GoldenRun(node.uri(), node.uri());
      assertThat(run.run(GoldenScenario.all())).isEmpty();
      assertThat(run.steps()).isGreaterThan(80);
    }
  }
}
