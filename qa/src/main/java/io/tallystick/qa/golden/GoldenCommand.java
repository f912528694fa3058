package io.tallystick.qa.golden;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the golden scenarios against a system that runs already. */
@Command(
    name = "golden",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Asks a new system, one machine or a cluster, what the golden scenarios say, and"
        + " compares every answer. Its processes need the dimensions and rules that --show prints.")
public final class GoldenCommand implements Callable<Integer> {

  @Option(
      names = "--ingest",
      defaultValue = "http://localhost:8080",
      description = "Where events are sent (default: ${DEFAULT-VALUE}).")
  private URI ingest;

  @Option(
      names = "--query",
      description = "Where everything else is asked (default: the same address).")
  private URI query;

  @Option(names = "--show", description = "Prints what the system has to be configured with.")
  private boolean show;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (show) {
      GoldenScenario.configuration().forEach(out::println);
      return 0;
    }
    GoldenRun run = new GoldenRun(ingest, query == null ? ingest : query);
    List<String> differences = run.run(GoldenScenario.all());
    differences.forEach(out::println);
    out.printf("%d steps, %d answers differ%n", run.steps(), differences.size());
    return differences.isEmpty() ? 0 : 1;
  }
}
