package io.tallystick.qa.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.cluster.LocalCluster;
import io.tallystick.cluster.SharedComponents;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Goal: a cluster counts exactly, whatever befalls its processes. Method: a short selection of what
 * {@code ./tallystick test chaos} does at length, with one of each engine.
 *
 * <p>A failure names its seed. The same again: {@code ./tallystick test chaos --short --seed SEED}.
 */
final class ChaosTest {

  @Test
  void promisesAreKept() throws Exception {
    long seed = Long.getLong("chaos.seed", System.nanoTime() % 1_000_000_000);
    String command = "./tallystick test chaos --short --seed " + seed;
    System.out.println(command);
    Path folder = SharedComponents.folder();
    try (LocalCluster cluster = ChaosCommand.start(folder, ChaosExtent.SHORT, System.out);
        ChaosTrial trial = new ChaosTrial(cluster, ChaosExtent.SHORT, seed, System.out)) {
      for (ChaosScenario scenario : ChaosExtent.SHORT.scenarios()) {
        assertThat(trial.run(scenario)).isNotBlank();
      }
    } catch (AssertionError e) {
      throw new AssertionError(command + ": " + e.getMessage(), e);
    }
  }
}
