package io.tallystick.cli.query;

import io.tallystick.cli.NodeClient;
import io.tallystick.cli.NodeOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks for totals, or for points in time. */
@Command(
    name = "query",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Asks for counts, sums, averages, minima and maxima.",
      "",
      "Without a subject or another dimension it is the total of all events of the type.",
      "",
    },
    footer = {
      "",
      "Examples:",
      "  tallystick query --type view",
      "  tallystick query --type view --subject A --subject B --function count,average",
      "  tallystick query --type view --subject A --last 24h --granularity hour",
      "  tallystick query --type view --last 24h --granularity hour --plot",
      "  tallystick query --type edit --dimension country=DE --start 2015-09-12 --end 2015-09-13",
    })
public final class QueryCommand implements Callable<Integer> {

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
      names = "--subject",
      order = 2,
      paramLabel = "SUBJECT",
      description = "Repeatable: one result for each.")
  private List<String> subjects = new ArrayList<>();

  @Option(
      names = "--dimension",
      order = 3,
      paramLabel = "NAME=VALUE",
      description = "The value of another dimension that the node counts. Repeatable.")
  private List<String> dimensions = new ArrayList<>();

  @Option(
      names = "--function",
      order = 4,
      paramLabel = "NAMES",
      defaultValue = "count",
      description = "count, sum, average, min, max; several with commas.")
  private String function = "count";

  @Mixin
  private TimeOptions time = new TimeOptions();

  @Option(
      names = "--granularity",
      order = 60,
      paramLabel = "WINDOW",
      description = "Points for each minute, hour, day or month, UTC.")
  private @Nullable String granularity;

  @Option(
      names = "--plot",
      order = 61,
      description = "Draw the points; needs --granularity and a range.")
  private boolean plot;

  @Option(names = "--json", order = 62, description = "Print the answer of the node as it is.")
  private boolean json;

  @Mixin
  private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() throws InterruptedException {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    parameters.add(Map.entry("type", type));
    subjects.forEach(subject -> parameters.add(Map.entry("subject", subject)));
    parameters.addAll(NameValue.of(command, "--dimension", dimensions));
    parameters.add(Map.entry("function", function));
    parameters.addAll(time.parameters(Instant.now()));
    if (granularity != null) {
      parameters.add(Map.entry("granularity", granularity));
    }
    if (plot && granularity == null) {
      throw new ParameterException(
          command.commandLine(), "--plot: without --granularity (expected: both, and a range)");
    }
    NodeClient.Answer answer = node.client().get("/v1/stats", parameters);
    answer.print(command.commandLine().getOut(), json, plot ? PlotText::of : AnswerText::of);
    return 0;
  }
}
