package io.tallystick.cli.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallystick.cli.ExitCode;
import io.tallystick.cli.NodeClient;
import io.tallystick.cli.NodeOptions;
import io.tallystick.cli.query.TextTable;
import java.io.PrintWriter;
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

/** Lists dead letters. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {"Lists dead letters, by partition and in the order of arrival.", ""},
    footer = {
      "",
      "Examples:",
      "  tallystick dead-letters list",
      "  tallystick dead-letters list --state replayed --type vote --limit 20 --json",
    })
final class ListCommand implements Callable<Integer> {

  private static final int PAGE_MAX = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> COLUMNS =
      List.of("id", "reason", "arrived", "type", "subject", "event", "message");

  @Spec
  private CommandSpec command;

  @Option(
      names = "--state",
      order = 1,
      paramLabel = "STATE",
      defaultValue = "open",
      description = "open, replayed or discarded. Without it: open.")
  private String state = "open";

  @Mixin
  private FilterOptions filter = new FilterOptions();

  @Option(
      names = "--limit",
      order = 20,
      paramLabel = "NUMBER",
      defaultValue = "100",
      description = "Most dead letters that are listed. Without it: 100.")
  private int limit = 100;

  @Option(
      names = "--cursor",
      order = 21,
      paramLabel = "CURSOR",
      description = "Go on where a list ended.")
  private @Nullable String cursor;

  @Option(names = "--json", order = 61, description = "Print one JSON document.")
  private boolean json;

  @Mixin
  private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() throws InterruptedException {
    if (limit < 1) {
      throw new ParameterException(
          command.commandLine(), "--limit: " + limit + " (expected: 1 or more)");
    }
    NodeClient client = node.client();
    ArrayNode letters = JSON.createArrayNode();
    String next = cursor;
    boolean more = true;
    while (more && letters.size() < limit) {
      List<Map.Entry<String, String>> parameters = new ArrayList<>(filter.parameters());
      parameters.add(Map.entry("state", state));
      parameters.add(
          Map.entry("limit", Integer.toString(Math.min(PAGE_MAX, limit - letters.size()))));
      if (next != null) {
        parameters.add(Map.entry("cursor", next));
      }
      JsonNode page = client.get("/v1/dead-letters", parameters).json();
      page.path("deadLetters").forEach(letters::add);
      more = page.path("next").isTextual();
      next = more ? page.path("next").asText() : null;
    }
    print(letters, next);
    return ExitCode.OK;
  }

  private void print(ArrayNode letters, @Nullable String next) {
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      ObjectNode document = JSON.createObjectNode();
      document.set("deadLetters", letters);
      document.put("next", next);
      out.println(document);
    } else if (letters.isEmpty()) {
      out.println("No such dead letter is " + state + ".");
    } else {
      TextTable table = new TextTable(COLUMNS, COLUMNS.size());
      letters.forEach(letter -> table.add(row(letter)));
      out.print(table);
      if (next != null) {
        out.println("There are more: --cursor " + next);
      }
    }
    out.flush();
  }

  private static List<String> row(JsonNode letter) {
    JsonNode event = letter.path("event");
    return List.of(
        letter.path("id").asText(),
        letter.path("reason").asText(),
        letter.path("arrivedAt").asText(),
        event.path("type").asText(),
        event.path("subject").asText(),
        event.path("source").asText() + " " + event.path("id").asText(),
        letter.path("message").asText());
  }
}
