package io.tallystick.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The answer of {@code /v1/events/{id}} for people. */
final class ReceiptText {

  private static final String NONE = "-";

  private ReceiptText() {}

  static String of(JsonNode receipt) {
    StringBuilder text = new StringBuilder();
    line(text, "fate: " + receipt.path("fate").asText() + because(receipt));
    line(
        text,
        "event: source " + receipt.path("source").asText() + ", id "
            + receipt.path("id").asText() + ", type " + receipt.path("type").asText()
            + ", subject " + receipt.path("subject").asText() + ", time "
            + receipt.path("time").asText() + ", value "
            + receipt.path("value").decimalValue().toPlainString());
    if (!receipt.path("attributes").isEmpty()) {
      line(text, "attributes: " + pairs(receipt.path("attributes")));
    }
    line(
        text,
        "log: partition " + receipt.path("partition").asText() + ", offset "
            + receipt.path("offset").asText() + "; arrived "
            + receipt.path("arrivedAt").asText() + ", committed "
            + shown(receipt.path("committedAt"), "not yet"));
    if (!receipt.path("countedIn").isEmpty()) {
      line(text, "");
      text.append(series(receipt.path("countedIn")));
    }
    if (receipt.path("copies").size() > 1) {
      line(text, "");
      text.append(copies(receipt.path("copies")));
    }
    return text.toString();
  }

  private static String because(JsonNode copy) {
    JsonNode letter = copy.path("deadLetter");
    if (letter.isObject()) {
      return ": " + letter.path("reason").asText() + ", "
          + letter.path("message").asText()
          + "; dead letter " + letter.path("id").asText() + ", "
          + letter.path("state").asText();
    }
    JsonNode original = copy.path("duplicateOf");
    return original.isObject() ? " of offset " + original.path("offset").asText() : "";
  }

  private static TextTable series(JsonNode counted) {
    List<String> header = new ArrayList<>(List.of("counted in"));
    for (JsonNode window : counted.path(0).path("windows")) {
      header.add(window.path("granularity").asText());
    }
    TextTable table = new TextTable(header, header.size());
    for (JsonNode one : counted) {
      String name = pairs(one.path("dimensions"));
      List<String> row = new ArrayList<>(List.of(name.isEmpty() ? "all of the type" : name));
      for (JsonNode window : one.path("windows")) {
        row.add(shown(window.path("start"), "ever"));
      }
      table.add(row);
    }
    return table;
  }

  private static TextTable copies(JsonNode copies) {
    TextTable table = new TextTable(List.of("copy at offset", "arrived", "committed", "fate"), 4);
    for (JsonNode copy : copies) {
      table.add(List.of(
          copy.path("offset").asText(),
          copy.path("arrivedAt").asText(),
          shown(copy.path("committedAt"), NONE),
          copy.path("fate").asText() + because(copy)));
    }
    return table;
  }

  private static String pairs(JsonNode object) {
    StringJoiner text = new StringJoiner(", ");
    for (Map.Entry<String, JsonNode> pair : object.properties()) {
      text.add(pair.getKey() + "=" + pair.getValue().asText());
    }
    return text.toString();
  }

  private static String shown(JsonNode time, String missing) {
    return time.isTextual() ? time.asText() : missing;
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append(System.lineSeparator());
  }
}
