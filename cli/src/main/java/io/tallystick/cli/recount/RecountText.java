package io.tallystick.cli.recount;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.StringJoiner;

/** The report of a recount for people. */
final class RecountText {

  private static final double MILLIS_PER_SECOND = 1000;

  private final StringBuilder text = new StringBuilder();

  private RecountText() {}

  static String of(JsonNode report) {
    RecountText text = new RecountText();
    text.write(report);
    return text.text.toString();
  }

  private void write(JsonNode report) {
    if (report.path("state").asText().equals("failed")) {
      line("Recount " + report.path("id").asLong() + " failed: "
          + report.path("failure").asText());
      return;
    }
    line(String.format(
        Locale.ROOT,
        "Recounted %,d events and compared %,d windows in %.1f s, after %.1f s of writing events"
            + " of the log as Parquet.",
        report.path("events").asLong(),
        report.path("windows").asLong(),
        report.path("recountMillis").asLong() / MILLIS_PER_SECOND,
        report.path("exportMillis").asLong() / MILLIS_PER_SECOND));
    if (report.path("clean").asBoolean()) {
      line("Every window, every fate and the ledger are as the raw events say.");
    }
    differences(report);
    fates(report);
    ledger(report);
    report.path("archiveProblems").forEach(problem -> line("archive: " + problem.asText()));
    report.path("notes").forEach(note -> line("note: " + note.asText()));
    repair(report);
  }

  private void differences(JsonNode report) {
    long differences = report.path("differences").asLong();
    if (differences == 0) {
      return;
    }
    StringJoiner causes = new StringJoiner(", ");
    report.path("causes").fields().forEachRemaining(cause -> {
      if (cause.getValue().asLong() > 0) {
        causes.add(String.format(Locale.ROOT, "%,d %s", cause.getValue().asLong(), cause.getKey()));
      }
    });
    line(String.format(Locale.ROOT, "%,d windows differ: %s", differences, causes));
    for (JsonNode difference : report.path("listed")) {
      line("  " + difference.path("cause").asText() + "  " + series(difference) + ", "
          + window(difference) + ", partition " + difference.path("partition").asInt()
          + ": expected " + numbers(difference.path("expected")) + ", stored "
          + numbers(difference.path("stored")));
    }
    rest(differences, report.path("listed").size());
  }

  private static String series(JsonNode difference) {
    StringJoiner series = new StringJoiner(" ");
    series.add(difference.path("type").asText());
    difference
        .path("series")
        .fields()
        .forEachRemaining(
            value -> series.add(value.getKey() + "=" + value.getValue().asText()));
    return series.toString();
  }

  private static String window(JsonNode difference) {
    String granularity = difference.path("granularity").asText();
    return granularity.equals("all")
        ? "all time"
        : granularity + " " + difference.path("window").asText();
  }

  private static String numbers(JsonNode numbers) {
    return numbers.isObject()
        ? String.format(
            Locale.ROOT,
            "count %,d sum %s min %s max %s",
            numbers.path("count").asLong(),
            numbers.path("sum").asText(),
            numbers.path("min").asText(),
            numbers.path("max").asText())
        : "nothing";
  }

  private void fates(JsonNode report) {
    long differences = report.path("fateDifferences").asLong();
    if (differences > 0) {
      line(String.format(
          Locale.ROOT, "%,d events have another fate than they should:", differences));
      for (JsonNode fate : report.path("fatesListed")) {
        line("  source " + fate.path("source").asText() + " id "
            + fate.path("id").asText()
            + ", partition " + fate.path("partition").asInt() + " offset "
            + fate.path("offset").asLong() + ": " + fate.path("committed").asText()
            + " (expected: " + fate.path("expected").asText() + ")");
      }
      rest(differences, report.path("fatesListed").size());
    }
  }

  private void ledger(JsonNode report) {
    for (JsonNode wrong : report.path("ledgerDifferences")) {
      line("ledger of partition " + wrong.path("partition").asInt() + ": " + fates(wrong, "stored")
          + " (expected: " + fates(wrong, "expected") + ")");
    }
  }

  private static String fates(JsonNode difference, String side) {
    JsonNode fates = difference.path(side);
    return String.format(
        Locale.ROOT,
        "%,d counted, %,d duplicate, %,d dead-lettered",
        fates.path("counted").asLong(),
        fates.path("duplicate").asLong(),
        fates.path("deadLettered").asLong());
  }

  private void repair(JsonNode report) {
    long wrong = report.path("wrongRows").asLong();
    if (report.path("repair").asBoolean()) {
      line(String.format(
          Locale.ROOT,
          "Repaired %,d of %,d wrong rows.",
          report.path("repairedRows").asLong(),
          wrong));
    } else if (wrong > 0) {
      line(String.format(
          Locale.ROOT, "%,d rows are wrong. To rewrite them: tallystick recount --repair", wrong));
    }
  }

  private void rest(long all, int listed) {
    if (all > listed) {
      line(String.format(Locale.ROOT, "  and %,d more", all - listed));
    }
  }

  private void line(String line) {
    text.append(line).append(System.lineSeparator());
  }
}
