package io.tallystick.qa.soak;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a {@link Soak} and reports. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Mixed load on a real node with kills, stops and resends: is it exact, and does"
        + " anything grow?")
public final class SoakCommand implements Callable<Integer> {

  @Option(
      names = "--minutes",
      defaultValue = "20",
      description = "How long (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(names = "--seed", description = "Repeats a run; what is random follows from it.")
  private Long seed = ThreadLocalRandom.current().nextLong(1_000_000_000);

  @Option(names = "--json", description = "Prints the report as JSON; progress goes to stderr.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (minutes <= 0) {
      throw new IllegalArgumentException("--minutes: " + minutes + " (expected: > 0)");
    }
    String shown = minutes == Math.rint(minutes) ? String.valueOf((long) minutes) : "" + minutes;
    String command = "./tallystick test soak --minutes " + shown + " --seed " + seed;
    PrintStream progress = json ? System.err : System.out;
    Path folder = Files.createTempDirectory("tallystick-soak");
    progress.printf("Repeat with: %s%nFolder: %s%n", command, folder);
    SoakReport report = new Soak(folder, minutes, seed, progress).run(command);
    if (json) {
      report.printJson(System.out);
    } else {
      report.print(System.out);
    }
    if (report.exact()) {
      delete(folder);
      return 0;
    }
    progress.printf("The folder is kept: %s%n", folder);
    return 1;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
