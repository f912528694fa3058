package io.tallystick.cli.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.cli.ExitCode;
import io.tallystick.cli.NodeClient;
import io.tallystick.cli.NodeOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one dead letter. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Shows one dead letter: the event, why it could not be counted, and what was done about it.",
      "",
    },
    footer = {"", "Examples:", "  tallystick dead-letters show 0-17"})
final class ShowCommand implements Callable<Integer> {

  @Spec
  private CommandSpec command;

  @Parameters(paramLabel = "ID", description = "As list and trace name it, such as 0-17.")
  private String id = "";

  @Option(names = "--json", order = 61, description = "Print the answer of the node as it is.")
  private boolean json;

  @Mixin
  private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() throws InterruptedException {
    NodeClient.Answer answer = node.client()
        .get("/v1/dead-letters/" + URLEncoder.encode(id, StandardCharsets.UTF_8), List.of());
    answer.print(command.commandLine().getOut(), json, ShowCommand::text);
    return ExitCode.OK;
  }

  private static String text(JsonNode letter) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "dead letter",
        letter.path("id").asText() + ", " + letter.path("state").asText());
    line(text, "reason", letter.path("reason").asText());
    line(text, "", letter.path("message").asText());
    line(text, "arrived", letter.path("arrivedAt").asText());
    if (letter.path("replayOf").isTextual()) {
      line(text, "replay of", letter.path("replayOf").asText());
    }
    event(text, letter.path("event"));
    JsonNode closing = letter.path("closing");
    if (closing.isObject()) {
      line(text, letter.path("state").asText(), closing.path("at").asText());
      if (!closing.path("note").asText().isEmpty()) {
        line(text, "note", closing.path("note").asText());
      }
      if (closing.path("replayOffset").isNumber()) {
        line(
            text,
            "replay",
            "partition " + letter.path("partition").asText() + ", offset "
                + closing.path("replayOffset").asText());
      }
      if (closing.path("edited").isObject()) {
        line(text, "replayed as", "");
        event(text, closing.path("edited"));
      }
    }
    return text.toString();
  }

  private static void event(StringBuilder text, JsonNode event) {
    for (Map.Entry<String, JsonNode> member : event.properties()) {
      if (member.getValue().isValueNode()) {
        line(text, "  " + member.getKey(), member.getValue().asText());
      }
    }
    for (Map.Entry<String, JsonNode> attribute : event.path("attributes").properties()) {
      line(text, "  attributes." + attribute.getKey(), attribute.getValue().asText());
    }
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format("%-14s%s", name, value).stripTrailing())
        .append(System.lineSeparator());
  }
}
