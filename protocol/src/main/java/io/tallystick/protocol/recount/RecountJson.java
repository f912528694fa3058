package io.tallystick.protocol.recount;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.recount.Difference;
import io.tallystick.core.recount.Difference.Cause;
import io.tallystick.core.recount.Difference.Numbers;
import io.tallystick.core.recount.RecountReport;
import io.tallystick.core.recount.RecountRequest;
import io.tallystick.core.rollup.Level;
import io.tallystick.protocol.query.UtcText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The answers of {@code /v1/recounts}. Stateless and thread-safe. */
public final class RecountJson {

  static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private RecountJson() {}

  /** Writes a document. */
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  static byte[] document(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Reports, in their order. */
  public static byte[] write(List<RecountReport> reports) {
    return document(json -> {
      json.writeArrayFieldStart("recounts");
      for (RecountReport report : reports) {
        json.writeStartObject();
        body(report).write(json);
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  /** A report, finished or not. */
  public static byte[] write(RecountReport report) {
    return document(body(report));
  }

  private static Body body(RecountReport report) {
    return json -> {
      writeState(json, report);
      writeRequest(json, report.request());
      json.writeNumberField("events", report.events());
      json.writeNumberField("windows", report.cells());
      json.writeBooleanField("clean", report.isClean());
      json.writeNumberField("differences", report.differences());
      json.writeObjectFieldStart("causes");
      for (Cause cause : Cause.values()) {
        json.writeNumberField(cause.text(), report.causes().getOrDefault(cause, 0L));
      }
      json.writeEndObject();
      json.writeArrayFieldStart("listed");
      for (Difference difference : report.listed()) {
        write(json, difference);
      }
      json.writeEndArray();
      writeFates(json, report);
      writeLedger(json, report);
      writeCoverage(json, report);
      writeTexts(json, "archiveProblems", report.archive());
      json.writeNumberField("wrongRows", report.rows());
      json.writeNumberField("repairedRows", report.repaired());
      writeTexts(json, "notes", report.notes());
    };
  }

  private static void writeState(JsonGenerator json, RecountReport report) throws IOException {
    json.writeNumberField("id", report.id());
    json.writeStringField("state", report.state().text());
    writeNullable(json, "failure", report.failure());
    json.writeStringField("step", report.step());
    json.writeNumberField("progress", Math.round(report.progress() * 1000) / 1000.0);
    json.writeStringField("startedAt", UtcText.ofMillis(report.startedMillis()));
    Long ended = report.endedMillis();
    writeNullable(json, "endedAt", ended == null ? null : UtcText.ofMillis(ended));
    json.writeNumberField("exportMillis", report.exportMillis());
    json.writeNumberField("recountMillis", report.recountMillis());
  }

  private static void writeRequest(JsonGenerator json, RecountRequest request) throws IOException {
    Integer from = request.minuteFrom();
    Integer end = request.minuteEnd();
    writeNullable(json, "start", from == null ? null : UtcText.ofMinute(from));
    writeNullable(json, "end", end == null ? null : UtcText.ofMinute(end));
    writeNullable(json, "type", request.type());
    json.writeBooleanField("repair", request.repair());
  }

  private static void write(JsonGenerator json, Difference difference) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", difference.type());
    writeSeries(json, difference.names(), difference.values());
    json.writeNumberField("partition", difference.partition());
    json.writeStringField("granularity", text(difference.level()));
    writeNullable(
        json,
        "window",
        difference.level() == Level.ALL ? null : UtcText.ofMinute(difference.minute()));
    json.writeStringField("cause", difference.cause().text());
    write(json, "expected", difference.expected());
    write(json, "stored", difference.stored());
    json.writeEndObject();
  }

  static void writeSeries(JsonGenerator json, List<String> names, List<String> values)
      throws IOException {
    json.writeObjectFieldStart("series");
    for (int i = 0; i < names.size(); i++) {
      json.writeStringField(names.get(i), values.get(i));
    }
    json.writeEndObject();
  }

  static String text(Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  private static void write(JsonGenerator json, String name, @Nullable Numbers numbers)
      throws IOException {
    if (numbers == null) {
      json.writeNullField(name);
      return;
    }
    json.writeObjectFieldStart(name);
    json.writeNumberField("count", numbers.count());
    json.writeNumberField("sum", numbers.sum());
    json.writeNumberField("min", numbers.min());
    json.writeNumberField("max", numbers.max());
    json.writeEndObject();
  }

  private static void writeFates(JsonGenerator json, RecountReport report) throws IOException {
    json.writeNumberField("fateDifferences", report.fateDifferences());
    json.writeArrayFieldStart("fatesListed");
    for (RecountReport.FateDifference wrong : report.fates()) {
      json.writeStartObject();
      json.writeStringField("source", wrong.source());
      json.writeStringField("id", wrong.id());
      json.writeNumberField("partition", wrong.partition());
      json.writeNumberField("offset", wrong.offset());
      json.writeStringField("committed", wrong.committed().text());
      json.writeStringField("expected", wrong.expected().text());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeLedger(JsonGenerator json, RecountReport report) throws IOException {
    json.writeArrayFieldStart("ledgerDifferences");
    for (RecountReport.LedgerDifference wrong : report.ledger()) {
      json.writeStartObject();
      json.writeNumberField("partition", wrong.partition());
      write(json, "expected", wrong.expected());
      write(json, "stored", wrong.stored());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, String name, Tally tally) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("counted", tally.counted());
    json.writeNumberField(
        "duplicate", tally.events().duplicate() + tally.canary().duplicate());
    json.writeNumberField(
        "deadLettered", tally.events().deadLettered() + tally.canary().deadLettered());
    json.writeEndObject();
  }

  private static void writeCoverage(JsonGenerator json, RecountReport report) throws IOException {
    json.writeArrayFieldStart("coverage");
    for (RecountReport.Coverage coverage : report.coverage()) {
      json.writeStartObject();
      json.writeNumberField("partition", coverage.partition());
      json.writeNumberField("beginOffset", coverage.beginOffset());
      json.writeNumberField("endOffset", coverage.endOffset());
      json.writeBooleanField("complete", coverage.isComplete());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeTexts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  static void writeNullable(JsonGenerator json, String name, @Nullable String text)
      throws IOException {
    if (text == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, text);
    }
  }
}
