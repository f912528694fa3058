package io.tallystick.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.cli.ExitCode;
import io.tallystick.cli.NodeClient;
import io.tallystick.cli.NodeOptions;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks how a node is doing. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Asks how a node is doing: its state, what it has counted, and how far each partition is.",
      "",
    },
    footer = {
      "",
      "Examples:",
      "  tallystick status",
      "  tallystick status --url http://10.0.0.7:8080 --json",
      "",
      "Exit codes: 0 the node is ready and its numbers are right, 1 not so, 3 no server answered.",
    })
public final class StatusCommand implements Callable<Integer> {

  @Spec
  private CommandSpec command;

  @Option(names = "--json", order = 61, description = "Print the answer of the node as it is.")
  private boolean json;

  @Mixin
  private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() throws InterruptedException {
    NodeClient client = node.client();
    NodeClient.Answer answer = client.get("/v1/status", List.of());
    answer.print(
        command.commandLine().getOut(),
        json,
        status -> StatusText.of(client.base().toString(), status));
    return isReady(answer.json()) ? ExitCode.OK : ExitCode.REFUSED;
  }

  private static boolean isReady(JsonNode status) {
    return status.path("ready").asBoolean();
  }
}
