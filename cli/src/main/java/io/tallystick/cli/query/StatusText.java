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
        url + " is " + status.path("state").asText() + ", version "
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
