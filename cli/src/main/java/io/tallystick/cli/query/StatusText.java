package io.tallystick.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** The answer of {@code /v1/status} for people. */
final class StatusText {

  private static final List<String> COLUMNS = List.of(
      "partition",
      "logBegin",
      "logEnd",
      "processedOffset",
      "committedOffset",
      "inFlight",
      "counted",
      "duplicate",
      "deadLettered",
      "deduplicationIds",
      "deduplicationDiskIds");

  private static final List<String> COLUMN_TITLES = List.of(
      "partition",
      "log from",
      "log to",
      "processed",
      "committed",
      "in flight",
      "counted",
      "duplicate",
      "dead-lettered",
      "ids in memory",
      "ids on disk");

  private StatusText() {}

  static String of(String url, JsonNode status) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        url + " is " + state(status) + ", version "
            + status.path("version").asText() + ", up "
            + span(Duration.ofMillis(status.path("uptimeMillis").asLong())));
    if (status.path("failure").isTextual()) {
      line(text, "failure: " + status.path("failure").asText());
    }
    for (JsonNode pressure : status.path("pressures")) {
      if (pressure.path("refusing").asBoolean()) {
        line(
            text,
            "refuses events: " + pressure.path("reason").asText() + ", "
                + pressure.path("measured").asText() + " " + number(pressure.path("value"))
                + ", limit " + number(pressure.path("limit")));
      }
    }
    status
        .path("imbalances")
        .forEach(imbalance -> line(text, "ledger does not add up: " + imbalance.asText()));
    line(text, "canary: " + canary(status.path("canary")));
    line(text, "dimensions: " + dimensions(status.path("dimensions")));
    JsonNode totals = status.path("totals");
    line(
        text,
        number(totals.path("accepted")) + " accepted = "
            + number(totals.path("counted")) + " counted + "
            + number(totals.path("duplicate")) + " duplicate + "
            + number(totals.path("deadLettered")) + " dead-lettered + "
            + number(totals.path("inFlight")) + " in flight");
    TextTable table = new TextTable(COLUMN_TITLES, 0);
    for (JsonNode partition : status.path("partitions")) {
      List<String> row = new ArrayList<>();
      COLUMNS.forEach(name -> row.add(number(partition.path(name))));
      table.add(row);
    }
    return text.append(table).toString();
  }

  private static String state(JsonNode status) {
    String state = status.path("state").asText();
    return state.equals("ready") && !status.path("ready").asBoolean(true) ? "not ready" : state;
  }

  private static String canary(JsonNode canary) {
    StringBuilder text = new StringBuilder(canary.path("state").asText("off"));
    if (canary.path("problem").isTextual()) {
      text.append(": ").append(canary.path("problem").asText());
    }
    if (canary.path("visibleMillis").isNumber()) {
      text.append(", last events visible after ")
          .append(canary.path("visibleMillis").decimalValue().toPlainString())
          .append(" ms");
    }
    if (canary.path("exactAt").isTextual()) {
      text.append(", exact at ").append(canary.path("exactAt").asText());
    }
    if (canary.path("mismatches").asLong() > 0) {
      text.append(", wrong ").append(number(canary.path("mismatches"))).append(" times");
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append(System.lineSeparator());
  }

  private static String number(JsonNode number) {
    return String.format(Locale.ROOT, "%,d", number.asLong());
  }

  private static String dimensions(JsonNode dimensions) {
    StringJoiner text = new StringJoiner(", ");
    for (JsonNode dimension : dimensions) {
      StringJoiner names = new StringJoiner(" x ");
      dimension.forEach(name -> names.add(name.asText()));
      text.add(names.toString());
    }
    return text.toString();
  }

  private static String span(Duration duration) {
    if (duration.toDays() > 0) {
      return duration.toDays() + " d " + duration.toHoursPart() + " h";
    }
    if (duration.toHours() > 0) {
      return duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }
    return duration.toMinutes() > 0
        ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
        : duration.toSeconds() + " s";
  }
}
