package io.tallystick.cli.query;

import io.tallystick.cli.CommandFailure;
import io.tallystick.cli.ExitCode;
import io.tallystick.cli.NodeClient;
import io.tallystick.cli.NodeOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks for the leaders. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {"Asks for the leaders of a dimension.", ""},
    footer = {
      "",
      "Examples:",
      "  tallystick top --type view",
      "  tallystick top --type view --last 1h --watch",
      "  tallystick top --type view --dimension country --function sum --k 3 --last 24h",
      "  tallystick top --type view --dimension subject,country --filter country=DE",
    })
public final class TopCommand implements Callable<Integer> {

  @Spec
  private CommandSpec command;

  @Option(
      names = "--type",
      order = 1,
      required = true,
      paramLabel = "TYPE",
      description = "The event type.")
  private String type = "";

  @Option(
      names = "--dimension",
      order = 2,
      paramLabel = "NAMES",
      defaultValue = "subject",
      description = "Whose leaders: subject, or another dimension that the node counts; the names"
          + " of a combination with commas.")
  private String dimension = "subject";

  @Option(
      names = "--filter",
      order = 3,
      paramLabel = "NAME=VALUE",
      description = "Of a combination: only with this value. Repeatable.")
  private List<String> filters = new ArrayList<>();

  @Option(
      names = "--function",
      order = 4,
      paramLabel = "NAME",
      defaultValue = "count",
      description = "What they are ranked by: count, sum, average, min or max.")
  private String function = "count";

  @Option(
      names = "--k",
      order = 5,
      paramLabel = "N",
      defaultValue = "10",
      description = "How many at most.")
  private String k = "10";

  @Mixin
  private TimeOptions time = new TimeOptions();

  @Option(
      names = "--watch",
      order = 61,
      description = "Ask once a second and show how the list moves, until Ctrl-C.")
  private boolean watch;

  @Option(
      names = "--times",
      order = 62,
      paramLabel = "N",
      description = "With --watch: end after so many lists.")
  private int times;

  @Option(names = "--json", order = 63, description = "Print the answer of the node as it is.")
  private boolean json;

  @Mixin
  private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = command.commandLine().getOut();
    if (!watch) {
      ask().print(out, json, AnswerText::of);
      return 0;
    }
    new Watch(out, Boolean.getBoolean("tallystick.terminal") && !json).run(times, () -> watched());
    return 0;
  }

  /** The list as text, in the form that was asked for. */
  private String watched() {
    try {
      StringWriter text = new StringWriter();
      PrintWriter into = new PrintWriter(text);
      ask().print(into, json, AnswerText::of);
      into.flush();
      return text.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.REFUSED, "interrupted", e);
    }
  }

  private NodeClient.Answer ask() throws InterruptedException {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    parameters.add(Map.entry("type", type));
    parameters.add(Map.entry("dimension", dimension));
    parameters.addAll(NameValue.of(command, "--filter", filters));
    parameters.add(Map.entry("function", function));
    parameters.add(Map.entry("k", k));
    parameters.addAll(time.parameters(Instant.now()));
    return node.client().get("/v1/top", parameters);
  }
}
