package io.tallystick.qa.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The lines of a process that logs JSON. */
public final class LogLines {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> lines = new ArrayList<>();

  /** Reads what was written to standard error; fails when a line is anything but an object. */
  public LogLines(String text) {
    for (String line : text.split("\n")) {
      try {
        JsonNode parsed = JSON.readTree(line);
        assertThat(parsed.isObject()).as(line).isTrue();
        lines.add(parsed);
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON: " + line, e);
      }
    }
  }

  /** The events in their order. */
  public List<String> events() {
    return lines.stream().map(line -> line.get("event").asText()).toList();
  }

  /** The first line of an event. */
  public JsonNode first(String event) {
    return all(event)
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("event: " + event + " (expected: one of " + events()));
  }

  private Stream<JsonNode> all(String event) {
    return lines.stream().filter(line -> line.get("event").asText().equals(event));
  }

  /** Every line. */
  public List<JsonNode> lines() {
    return List.copyOf(lines);
  }
}
