package io.tallystick.qa.faults;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs all scenarios on a real node, tells each step, and ends with a table. */
@Command(
    name = "faults",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Does to real nodes what may befall them, and proves that nothing is lost or"
        + " counted twice.")
public final class FaultsCommand implements Callable<Integer> {

  private record Result(Scenario scenario, boolean passed, String what, double seconds) {}

  @Option(names = "--seed", description = "Repeats a run; what is random follows from it.")
  private Long seed = ThreadLocalRandom.current().nextLong(1_000_000_000);

  @Option(
      names = "--kills",
      defaultValue = "200",
      description = "Kills at random moments (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--only",
      split = ",",
      description =
          "Runs some scenarios: steps, clock, two-nodes, stops, clients, disk, writes, kills.")
  private List<String> only = List.of();

  @Option(names = "--short", description = "Does a little of everything, as every build does.")
  private boolean isShort;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Scenario> scenarios = Scenarios.ALL.stream()
        .filter(scenario -> only.isEmpty() || only.contains(scenario.name()))
        .toList();
    if (scenarios.isEmpty()) {
      String names = Scenarios.ALL.stream().map(Scenario::name).collect(Collectors.joining(", "));
      throw new IllegalArgumentException("--only: " + only + " (expected: some of " + names + ")");
    }
    Path folder = Files.createTempDirectory("tallystick-faults");
    out.printf("Repeat with: %s%nFolder: %s%n", command(), folder);
    new Trial(Files.createDirectory(folder.resolve("first")), Extent.SHORT, seed, out)
        .shareClasses();
    List<Result> results = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      results.add(run(scenario, Files.createDirectory(folder.resolve(scenario.name()))));
    }
    boolean passed = results.stream().allMatch(Result::passed);
    report(results);
    if (passed) {
      delete(folder);
    } else {
      out.printf("The folder is kept: %s%nRepeat with: %s%n", folder, command());
    }
    return passed ? 0 : 1;
  }

  private String command() {
    return "./tallystick test faults --seed " + seed
        + (isShort ? " --short" : " --kills " + kills)
        + (only.isEmpty() ? "" : " --only " + String.join(",", only));
  }

  private Result run(Scenario scenario, Path folder) {
    out.printf("%n%s: %s%n", scenario.name(), scenario.goal());
    Extent extent = isShort ? Extent.SHORT : Extent.WHOLE.withKills(kills);
    long begin = System.nanoTime();
    String what;
    boolean passed = false;
    try {
      what = scenario.run(new Trial(folder, extent, seed, out));
      passed = true;
    } catch (Exception | AssertionError e) {
      e.printStackTrace(out);
      what = String.valueOf(e.getMessage()).lines().findFirst().orElse("failed");
    }
    return new Result(scenario, passed, what, Trial.millisSince(begin) / 1e3);
  }

  private void report(List<Result> results) {
    out.printf("%n%-10s %-6s %8s  %s%n", "scenario", "result", "seconds", "what was done");
    for (Result result : results) {
      out.printf(
          Locale.ROOT,
          "%-10s %-6s %8.1f  %s%n",
          result.scenario().name(),
          result.passed() ? "passed" : "FAILED",
          result.seconds(),
          result.what());
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
