package io.tallystick.qa.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: an acknowledgement is a promise, whatever befalls the process. Method: a short selection of
 * what {@code ./tallystick test faults} does at length, with real processes and real files.
 *
 * <p>A failure names its seed. The same again: {@code ./tallystick test faults --short --seed SEED}.
 */
final class FaultsTest {

  @TempDir
  private Path folder;

  static List<String> names() {
    return Scenarios.ALL.stream().map(Scenario::name).toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void promisesAreKept(String name) throws Exception {
    Scenario scenario = Scenarios.ALL.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
    long seed = Long.getLong("faults.seed", System.nanoTime() % 1_000_000_000);
    String command = "./tallystick test faults --short --only " + name + " --seed " + seed;
    System.out.println(command);
    try {
      assertThat(scenario.run(new Trial(folder, Extent.SHORT, seed, System.out)))
          .isNotBlank();
    } catch (AssertionError e) {
      throw new AssertionError(command + ": " + e.getMessage(), e);
    }
  }
}
