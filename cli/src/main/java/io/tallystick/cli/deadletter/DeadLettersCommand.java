package io.tallystick.cli.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.cli.ExitCode;
import io.tallystick.cli.NodeClient;
import io.tallystick.cli.NodeOptions;
import io.tallystick.cli.query.TextTable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Counts the dead letters of a node by their reason; its subcommands do the rest. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Events that were accepted and could not be counted: how many there are, and by its"
          + " subcommands what they are, and what is to become of them.",
      "",
    },
    subcommands = {
      ListCommand.class,
      ShowCommand.class,
      ExportCommand.class,
      ReplayCommand.class,
      DiscardCommand.class,
    },
    footer = {
      "",
      "Examples:",
      "  tallystick dead-letters",
      "  tallystick dead-letters list --reason value-too-large",
      "  tallystick dead-letters show 0-17",
      "  tallystick dead-letters replay 0-17 --set value=3 --note \"a typing error\"",
      "",
      "Exit codes: 0 done, 1 refused or done in part, 3 no server answered.",
    })
public final class DeadLettersCommand implements Callable<Integer> {

  private static final List<String> COLUMNS = List.of("reason", "open", "replayed", "discarded");

  @Spec
  private CommandSpec command;

  @Option(names = "--json", order = 61, description = "Print the answer of the node as it is.")
  private boolean json;

  @Mixin
  private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() throws InterruptedException {
    NodeClient.Answer answer =
        node.client().get("/v1/dead-letters", List.of(Map.entry("limit", "1")));
    answer.print(command.commandLine().getOut(), json, DeadLettersCommand::text);
    return ExitCode.OK;
  }

  private static String text(JsonNode answer) {
    TextTable table = new TextTable(COLUMNS, 1);
    for (JsonNode reason : answer.path("reasons")) {
      table.add(row(reason.path("reason").asText(), reason));
    }
    table.add(row("all", answer.path("total")));
    return table.toString();
  }

  private static List<String> row(String name, JsonNode counts) {
    return List.of(
        name,
        counts.path("open").asText(),
        counts.path("replayed").asText(),
        counts.path("discarded").asText());
  }
}
