package io.tallystick.cli.query;

import io.tallystick.cli.NodeClient;
import io.tallystick.cli.NodeOptions;
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

  @Option(names = "--json", order = 61, description = "Print the answer of the node as it is.")
  private boolean json;

  @Mixin
  private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() throws InterruptedException {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    parameters.add(Map.entry("type", type));
    parameters.add(Map.entry("dimension", dimension));
    parameters.addAll(NameValue.of(command, "--filter", filters));
    parameters.add(Map.entry("function", function));
    parameters.add(Map.entry("k", k));
    parameters.addAll(time.parameters(Instant.now()));
    NodeClient.Answer answer = node.client().get("/v1/top", parameters);
    answer.print(command.commandLine().getOut(), json, AnswerText::of);
    return 0;
  }
}
