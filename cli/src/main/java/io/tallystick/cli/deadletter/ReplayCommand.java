package io.tallystick.cli.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Counts dead letters after all. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Has open dead letters counted after all, edited if you say so. Each is counted at most once,"
          + " however often it is replayed; what still cannot be counted is a new dead letter.",
      "",
    },
    footer = {
      "",
      "Examples:",
      "  tallystick dead-letters replay 0-17 1-4",
      "  tallystick dead-letters replay 0-17 --set value=3 --set attributes.country=DE",
      "  tallystick dead-letters replay 0-17 --edit edit.json --note \"a typing error\"",
      "  tallystick dead-letters replay --reason attribute-missing --type sale",
      "",
      "An edit is a JSON object with members of a plain event, such as"
          + " {\"value\": 3, \"attributes\": {\"country\": null}};",
      "null removes an attribute.",
    })
final class ReplayCommand implements Callable<Integer> {

  private static final String ATTRIBUTE = "attributes.";
  private static final ObjectMapper JSON = JsonMapper.builder()
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
      .build();

  @Spec
  private CommandSpec command;

  @Mixin
  private ChangeOptions change = new ChangeOptions();

  @Option(
      names = "--edit",
      order = 2,
      paramLabel = "FILE",
      description = "Change the events of the given ids by this JSON object before the replay.")
  private @Nullable Path edit;

  @Option(
      names = "--set",
      order = 3,
      paramLabel = "NAME=VALUE",
      description =
          "Change one member of the events of the given ids: type, subject, time, value or"
              + " attributes.NAME. Can be repeated.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Override
  public Integer call() throws InterruptedException {
    ObjectNode edited = null;
    if (edit != null || !set.isEmpty()) {
      if (change.ids().isEmpty()) {
        throw wrong("--edit and --set: without ids (expected: ids, whose events they change)");
      }
      edited = edit == null ? JSON.createObjectNode() : read(edit);
      set(edited);
    }
    return change.run("replay", edited);
  }

  private ObjectNode read(Path file) {
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      if (json instanceof ObjectNode object) {
        return object;
      }
      throw wrong("--edit: " + file + " holds no JSON object (expected: such as {\"value\": 3})");
    } catch (JsonProcessingException e) {
      throw wrong("--edit: " + file + " is not JSON, " + e.getOriginalMessage());
    } catch (IOException e) {
      throw wrong("--edit: " + file + " cannot be read (expected: a file), " + e);
    }
  }

  private void set(ObjectNode edited) {
    set.forEach((name, value) -> {
      if (name.startsWith(ATTRIBUTE)) {
        ObjectNode attributes = edited.path("attributes") instanceof ObjectNode known
            ? known
            : edited.putObject("attributes");
        attributes.put(name.substring(ATTRIBUTE.length()), value);
      } else if (name.equals("time") && value.matches("-?[0-9]{1,18}")) {
        edited.put(name, Long.parseLong(value));
      } else {
        edited.put(name, value);
      }
    });
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
