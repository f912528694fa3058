package io.tallystick.cli.query;

import io.tallystick.cli.ExitCode;
import io.tallystick.cli.NodeClient;
import io.tallystick.cli.NodeOptions;
import io.tallystick.cli.TimeFlag;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

/** Asks what became of all events. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Asks what became of all events: accepted = counted + duplicate + dead-lettered + in flight.",
      "",
      "In total and for each partition since the beginning, and by hour of arrival for the last 24"
          + " hours, or for the hours that you name.",
      "",
    },
    footer = {
      "",
      "Examples:",
      "  tallystick ledger",
      "  tallystick ledger --start 2026-11-22 --end 2026-11-23",
      "  tallystick ledger --json",
      "",
      "Exit codes: 0 it adds up, 1 it does not, or the node refused, 3 no server answered.",
    })
public final class LedgerCommand implements Callable<Integer> {

  @Spec
  private CommandSpec command;

  @Option(
      names = {"--start", "--from"},
      order = 50,
      paramLabel = "TIME",
      description = "From this hour of arrival on: 2026-11-22T10:00Z, 2026-11-22 (UTC), or epoch"
          + " milliseconds.")
  private @Nullable String start;

  @Option(
      names = {"--end", "--to"},
      order = 51,
      paramLabel = "TIME",
      description = "Up to this hour, which is not included. Without it: up to now.")
  private @Nullable String end;

  @Option(names = "--json", order = 61, description = "Print the answer of the node as it is.")
  private boolean json;

  @Mixin
  private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() throws InterruptedException {
    NodeClient.Answer answer = node.client().get("/v1/ledger", parameters(Instant.now()));
    answer.print(command.commandLine().getOut(), json, LedgerText::of);
    return answer.json().path("balanced").asBoolean() ? ExitCode.OK : ExitCode.REFUSED;
  }

  private List<Map.Entry<String, String>> parameters(Instant now) {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    if (start == null && end != null) {
      throw new ParameterException(
          command.commandLine(), "--end: " + end + " (expected: together with --start)");
    }
    if (start != null) {
      Instant upTo = now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
      parameters.add(Map.entry("start", TimeFlag.parameter(start)));
      parameters.add(Map.entry("end", end == null ? upTo.toString() : TimeFlag.parameter(end)));
    }
    return parameters;
  }
}
