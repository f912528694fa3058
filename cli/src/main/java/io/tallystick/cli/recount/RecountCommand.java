package io.tallystick.cli.recount;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.cli.CommandFailure;
import io.tallystick.cli.ExitCode;
import io.tallystick.cli.NodeClient;
import io.tallystick.cli.NodeOptions;
import io.tallystick.cli.TimeFlag;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has a node recount its numbers from the raw events, and reports the differences. */
@Command(
    name = "recount",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Recomputes all counts from the raw events, with another engine, and compares them with what"
          + " the node has stored. Counting goes on meanwhile.",
      "",
    },
    footer = {
      "",
      "Examples:",
      "  tallystick recount",
      "  tallystick recount --type view --from 2026-11-22 --to 2026-11-23",
      "  tallystick recount --repair",
      "",
      "Exit codes: 0 every number is right, or has been put right, 1 it is not, 3 no server"
          + " answered.",
    })
public final class RecountCommand implements Callable<Integer> {

  private static final Duration POLL = Duration.ofMillis(250);
  private static final int ACCEPTED = 202;

  @Spec
  private CommandSpec command;

  @Option(
      names = {"--from", "--start"},
      order = 1,
      paramLabel = "TIME",
      description = "Event time from this minute on: 2026-11-22T10:00Z, 2026-11-22 (UTC), or epoch"
          + " milliseconds. Without it: from the beginning.")
  private @Nullable String from;

  @Option(
      names = {"--to", "--end"},
      order = 2,
      paramLabel = "TIME",
      description = "Up to this minute, which is not included. Without it: to the end.")
  private @Nullable String to;

  @Option(
      names = "--type",
      order = 3,
      paramLabel = "TYPE",
      description = "Only events of this type.")
  private @Nullable String type;

  @Option(
      names = "--repair",
      order = 4,
      description = "Rewrite the rows that are wrong, and keep a record of what they were.")
  private boolean repair;

  @Option(names = "--json", order = 61, description = "Print the report of the node as it is.")
  private boolean json;

  @Mixin
  private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() throws InterruptedException {
    NodeClient client = node.client();
    long id = start(client);
    StepLine line = new StepLine(command.commandLine().getErr());
    NodeClient.Answer answer = client.get("/v1/recounts/" + id, List.of());
    while (answer.json().path("state").asText().equals("running")) {
      line.show(
          answer.json().path("step").asText(), answer.json().path("progress").asDouble());
      Thread.sleep(POLL.toMillis());
      answer = client.get("/v1/recounts/" + id, List.of());
    }
    line.end();
    JsonNode report = answer.json();
    answer.print(command.commandLine().getOut(), json, RecountText::of);
    return isRight(report) ? ExitCode.OK : ExitCode.REFUSED;
  }

  private long start(NodeClient client) throws InterruptedException {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    add(parameters, "start", from == null ? null : TimeFlag.parameter(from));
    add(parameters, "end", to == null ? null : TimeFlag.parameter(to));
    add(parameters, "type", type);
    add(parameters, "repair", repair ? "true" : null);
    NodeClient.Answer answer;
    try {
      answer = client.exchange(client
          .request("/v1/recounts" + NodeClient.query(parameters))
          .POST(HttpRequest.BodyPublishers.noBody())
          .build());
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.UNREACHABLE, client.shown(e), e);
    }
    if (answer.status() != ACCEPTED) {
      throw new CommandFailure(ExitCode.REFUSED, client.shown(answer));
    }
    return answer.json().path("id").asLong();
  }

  private static void add(
      List<Map.Entry<String, String>> parameters, String name, @Nullable String value) {
    if (value != null) {
      parameters.add(Map.entry(name, value));
    }
  }

  private static boolean isRight(JsonNode report) {
    return report.path("state").asText().equals("done")
        && report.path("fateDifferences").asLong() == 0
        && report.path("ledgerDifferences").isEmpty()
        && report.path("archiveProblems").isEmpty()
        && report.path("wrongRows").asLong() == report.path("repairedRows").asLong();
  }
}
