package io.tallystick.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The answers of {@code /v1/stats} and {@code /v1/top} for people. */
final class AnswerText {

  private static final Set<String> FUNCTIONS = Set.of("count", "sum", "average", "min", "max");
  private static final String POINTS = "points";
  private static final String START = "start";
  private static final String TOTAL = "total";

  private AnswerText() {}

  /** A table with a line for each result, or for each point of it, and what it is worth. */
  static String of(JsonNode answer) {
    JsonNode results = answer.path("results");
    List<String> dimensions = new ArrayList<>();
    List<String> functions = new ArrayList<>();
    for (String name : names(results)) {
      (FUNCTIONS.contains(name) ? functions : dimensions).add(name);
    }
    boolean series = answer.has("granularity") && !answer.path("granularity").isNull();
    List<String> header = new ArrayList<>(dimensions);
    if (series) {
      header.add(START);
    }
    int texts = header.size();
    header.addAll(functions);
    TextTable table = new TextTable(header, texts);
    for (JsonNode result : results) {
      if (series) {
        for (JsonNode point : result.path(POINTS)) {
          table.add(row(result, dimensions, point.path(START).asText(), point, functions));
        }
      }
      table.add(row(result, dimensions, series ? TOTAL : "", result, functions));
    }
    return table + worth(answer);
  }

  private static List<String> row(
      JsonNode result,
      List<String> dimensions,
      String start,
      JsonNode numbers,
      List<String> functions) {
    List<String> row = new ArrayList<>();
    dimensions.forEach(name -> row.add(result.path(name).asText()));
    if (!start.isEmpty()) {
      row.add(start);
    }
    functions.forEach(name -> row.add(number(numbers.path(name))));
    return row;
  }

  /** Every digit, as the server wrote it; a dash where there is none. */
  static String number(JsonNode number) {
    if (number.isNull() || number instanceof MissingNode) {
      return "-";
    }
    return number.isNumber() ? number.decimalValue().toPlainString() : number.asText();
  }

  private static Set<String> names(JsonNode results) {
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode result : results) {
      for (Iterator<String> members = result.fieldNames(); members.hasNext(); ) {
        names.add(members.next());
      }
    }
    names.remove(POINTS);
    return names;
  }

  /** Until when it is settled, and whether something is missing. */
  static String worth(JsonNode answer) {
    StringBuilder text = new StringBuilder();
    String settled = answer.path("settledUntil").asText("");
    if (!settled.isEmpty() && !settled.equals("null")) {
      text.append("settled until ").append(settled).append(System.lineSeparator());
    }
    if (answer.path("partial").asBoolean()) {
      text.append("partial: a part of the answer is missing").append(System.lineSeparator());
    }
    return text.toString();
  }
}
