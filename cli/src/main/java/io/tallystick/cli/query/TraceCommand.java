package io.tallystick.cli.query;

import io.tallystick.cli.NodeClient;
import io.tallystick.cli.NodeOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks what became of one event. */
@Command(
    name = "trace",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Asks what became of one event: its fate, where it stands in the log, when it arrived and was"
          + " committed, and what it is counted in; or what it is a duplicate of; or why it could"
          + " not be counted.",
      "",
    },
    footer = {
      "",
      "Examples:",
      "  tallystick trace 7f3a",
      "  tallystick trace 12.n4bQgYhMfWU --source web",
      "  tallystick trace --json 7f3a",
      "",
      "Exit codes: 0 it was found, 1 the log holds no such event, 3 no server answered.",
    })
public final class TraceCommand implements Callable<Integer> {

  @Spec
  private CommandSpec command;

  @Parameters(index = "0", paramLabel = "ID", description = "The id of the event.")
  private String id = "";

  @Option(
      names = "--source",
      order = 1,
      paramLabel = "SOURCE",
      defaultValue = "default",
      description = "Its source. Without it: default.")
  private String source = "default";

  @Option(names = "--json", order = 61, description = "Print the answer of the node as it is.")
  private boolean json;

  @Mixin
  private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() throws InterruptedException {
    // as a parameter and not in the path: so every id there is can be asked for
    NodeClient.Answer answer =
        node.client().get("/v1/events/", List.of(Map.entry("id", id), Map.entry("source", source)));
    answer.print(command.commandLine().getOut(), json, ReceiptText::of);
    return 0;
  }
}
