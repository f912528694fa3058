package io.tallystick.cli.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallystick.cli.ExitCode;
import io.tallystick.cli.NodeClient;
import io.tallystick.cli.NodeOptions;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What replay and discard have in common: which dead letters, and how the results are told. */
final class ChangeOptions {

  private static final int IDS_MAX = 1_000;
  private static final int SHOWN_MAX = 10;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> FINE =
      Set.of("counted", "discarded", "inFlight", "alreadyReplayed", "alreadyDiscarded");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(paramLabel = "ID", arity = "0..*", description = "Which ones, such as 0-17.")
  private List<String> ids = new ArrayList<>();

  @Option(names = "--all", order = 1, description = "Every open one.")
  private boolean all;

  @Mixin
  private FilterOptions filter = new FilterOptions();

  @Option(
      names = "--note",
      order = 20,
      paramLabel = "TEXT",
      defaultValue = "by ${sys:user.name}",
      description =
          "Who does it and why; kept with the dead letter. Without it: by ${sys:user.name}.")
  private String note = "";

  @Option(names = "--json", order = 61, description = "Print one JSON document with all results.")
  private boolean json;

  @Mixin
  private NodeOptions node = new NodeOptions();

  List<String> ids() {
    return ids;
  }

  /**
   * Does it, in as many calls as it takes, and tells the results.
   *
   * @param edit what to change about the event of each id; null: nothing
   */
  int run(String call, @Nullable ObjectNode edit) throws InterruptedException {
    boolean filtered = all || !filter.parameters().isEmpty();
    if (ids.isEmpty() == !filtered) {
      throw new ParameterException(
          command.commandLine(),
          "which ones? (expected: ids, or --all, or a filter such as --reason, and not both)");
    }
    NodeClient client = node.client();
    ArrayNode results = JSON.createArrayNode();
    if (ids.isEmpty()) {
      byFilter(client, call, results);
    } else {
      for (int from = 0; from < ids.size(); from += IDS_MAX) {
        List<String> some = ids.subList(from, Math.min(ids.size(), from + IDS_MAX));
        JsonNode answer =
            client.post("/v1/dead-letters/" + call, byIds(some, edit)).json();
        answer.path("results").forEach(results::add);
      }
    }
    print(results);
    for (JsonNode result : results) {
      if (!FINE.contains(result.path("outcome").asText())) {
        return ExitCode.REFUSED;
      }
    }
    return ExitCode.OK;
  }

  private ObjectNode byIds(List<String> some, @Nullable ObjectNode edit) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode array = body.putArray("ids");
    some.forEach(array::add);
    if (edit != null) {
      ObjectNode edits = body.putObject("edits");
      some.forEach(id -> edits.set(id, edit));
    }
    return body.put("note", note);
  }

  private void byFilter(NodeClient client, String call, ArrayNode results)
      throws InterruptedException {
    PrintWriter err = command.commandLine().getErr();
    String cursor = null;
    do {
      ObjectNode body = JSON.createObjectNode();
      body.put("note", note);
      for (Map.Entry<String, String> parameter : filter.parameters()) {
        body.put(parameter.getKey(), parameter.getValue());
      }
      if (all) {
        body.put("all", true);
      }
      if (cursor != null) {
        body.put("cursor", cursor);
      }
      JsonNode answer = client.post("/v1/dead-letters/" + call, body).json();
      answer.path("results").forEach(results::add);
      cursor = answer.path("next").isTextual() ? answer.path("next").asText() : null;
      if (cursor != null) {
        err.println(results.size() + " so far");
        err.flush();
      }
    } while (cursor != null);
  }

  private void print(ArrayNode results) {
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      ObjectNode document = JSON.createObjectNode();
      document.set("results", results);
      out.println(document);
      out.flush();
      return;
    }
    TreeMap<String, Integer> outcomes = new TreeMap<>();
    int shown = 0;
    for (JsonNode result : results) {
      String outcome = result.path("outcome").asText();
      outcomes.merge(outcome, 1, Integer::sum);
      if (!FINE.contains(outcome) && shown < SHOWN_MAX) {
        shown++;
        out.println(result.path("id").asText() + ": " + outcome + detail(result));
      }
    }
    if (outcomes.isEmpty()) {
      out.println("No open dead letter is meant.");
    }
    outcomes.forEach((outcome, count) -> out.println(count + " " + outcome));
    out.flush();
  }

  private static String detail(JsonNode result) {
    String again = result.path("deadLetter").isTextual()
        ? " again as " + result.path("deadLetter").asText()
        : "";
    String message =
        result.path("message").isTextual() ? ", " + result.path("message").asText() : "";
    return again + message;
  }
}
