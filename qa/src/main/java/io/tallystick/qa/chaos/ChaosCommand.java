package io.tallystick.qa.chaos;

import io.tallystick.cluster.FlinkSettings;
import io.tallystick.cluster.LocalCluster;
import io.tallystick.cluster.LocalClusterPlan;
import io.tallystick.qa.load.Load;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs all scenarios on a real cluster, tells each step, and ends with a table. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Kills, pauses and changes the processes of a real cluster of three brokers and"
        + " three Cassandra nodes under load, and proves that nothing is lost or counted twice.")
public final class ChaosCommand implements Callable<Integer> {

  private record Result(String name, boolean passed, String what, double seconds) {}

  @Option(names = "--seed", description = "Repeats a run; what is random follows from it.")
  private Long seed = ThreadLocalRandom.current().nextLong(1_000_000_000);

  @Option(
      names = "--scenario",
      split = ",",
      description = "Runs some scenarios, such as broker-kill,rescale.")
  private List<String> only = List.of();

  @Option(names = "--short", description = "Does a little on a small cluster, as every build does.")
  private boolean isShort;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws IOException {
    ChaosExtent extent = isShort ? ChaosExtent.SHORT : ChaosExtent.WHOLE;
    if (!only.isEmpty()) {
      extent = extent.with(only.stream().map(ChaosCommand::named).toList());
    }
    Path folder = Files.createTempDirectory("tallystick-chaos");
    out.printf("Repeat with: %s%nFolder: %s%n", command(), folder);
    List<Result> results = new ArrayList<>();
    try (LocalCluster cluster = start(folder, extent, out);
        ChaosTrial trial = new ChaosTrial(cluster, extent, seed, out)) {
      for (ChaosScenario scenario : extent.scenarios()) {
        results.add(run(trial, scenario));
      }
    }
    report(results);
    boolean passed = results.stream().allMatch(Result::passed);
    out.printf("%sRepeat with: %s%n", passed ? "" : "The logs are in " + folder + "\n", command());
    return passed ? 0 : 1;
  }

  /** Starts a cluster as the scenarios need it. */
  static LocalCluster start(Path folder, ChaosExtent extent, PrintStream out) {
    LocalClusterPlan plan = LocalClusterPlan.small(folder, Load.CONFIGURATION)
        .withNodes(extent.nodes())
        .withFlink(FlinkSettings.small().withSlots(4));
    long begin = System.nanoTime();
    return LocalCluster.start(
        plan,
        step ->
            out.printf(Locale.ROOT, "  %7.1f s  %s%n", (System.nanoTime() - begin) / 1e9, step));
  }

  private static ChaosScenario named(String word) {
    return Arrays.stream(ChaosScenario.values())
        .filter(scenario -> scenario.word().equals(word))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("--scenario: " + word + " (expected: one of "
                + Arrays.stream(ChaosScenario.values())
                    .map(ChaosScenario::word)
                    .collect(Collectors.joining(", "))
                + ")"));
  }

  private String command() {
    return "./tallystick test chaos --seed " + seed + (isShort ? " --short" : "")
        + (only.isEmpty() ? "" : " --scenario " + String.join(",", only));
  }

  private Result run(ChaosTrial trial, ChaosScenario scenario) {
    out.printf("%n%s%n", scenario.word());
    long begin = System.nanoTime();
    String what;
    boolean passed = false;
    try {
      what = trial.run(scenario);
      passed = true;
    } catch (Exception | AssertionError e) {
      e.printStackTrace(out);
      what = String.valueOf(e.getMessage()).lines().findFirst().orElse("failed");
    }
    return new Result(scenario.word(), passed, what, (System.nanoTime() - begin) / 1e9);
  }

  private void report(List<Result> results) {
    out.printf("%n%-18s %-6s %8s  %s%n", "scenario", "result", "seconds", "what was done");
    for (Result result : results) {
      out.printf(
          Locale.ROOT,
          "%-18s %-6s %8.1f  %s%n",
          result.name(),
          result.passed() ? "passed" : "FAILED",
          result.seconds(),
          result.what());
    }
  }
}
