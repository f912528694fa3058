package io.tallystick.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The answer of {@code /v1/ledger} for people. */
final class LedgerText {

  private static final List<String> MEMBERS =
      List.of("accepted", "counted", "duplicate", "deadLettered", "inFlight");
  private static final List<String> TITLES =
      List.of("accepted", "counted", "duplicate", "dead-lettered", "in flight");

  private LedgerText() {}

  static String of(JsonNode ledger) {
    StringBuilder text = new StringBuilder();
    TextTable partitions = table("partition");
    for (JsonNode partition : ledger.path("partitions")) {
      add(partitions, partition.path("partition").asText(), partition);
    }
    add(partitions, "total", ledger.path("total"));
    text.append(partitions);
    if (!ledger.path("hours").isEmpty()) {
      TextTable hours = table("hour of arrival");
      for (JsonNode hour : ledger.path("hours")) {
        add(hours, hour.path("start").asText().replace(":00.000Z", "Z"), hour);
      }
      text.append(System.lineSeparator()).append(hours);
    }
    text.append(System.lineSeparator());
    JsonNode canary = ledger.path("canary");
    if (canary.path("accepted").asLong() > 0) {
      line(
          text,
          "besides, " + number(canary.path("accepted")) + " events of the node's own canary, "
              + number(canary.path("counted")) + " of them counted");
    }
    if (ledger.path("balanced").asBoolean()) {
      line(text, "balanced: every accepted event has exactly one fate, or is about to get it");
    } else {
      line(text, "NOT balanced:");
      ledger.path("imbalances").forEach(imbalance -> line(text, "  " + imbalance.asText()));
    }
    return text.toString();
  }

  private static TextTable table(String first) {
    List<String> header = new ArrayList<>(List.of(first));
    header.addAll(TITLES);
    return new TextTable(header, 1);
  }

  private static void add(TextTable table, String name, JsonNode line) {
    List<String> row = new ArrayList<>(List.of(name));
    MEMBERS.forEach(member -> row.add(number(line.path(member))));
    table.add(row);
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append(System.lineSeparator());
  }

  private static String number(JsonNode number) {
    return String.format(Locale.ROOT, "%,d", number.asLong());
  }
}
