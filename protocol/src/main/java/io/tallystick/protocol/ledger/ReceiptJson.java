package io.tallystick.protocol.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.event.Event;
import io.tallystick.core.query.Granularity;
import io.tallystick.core.receipt.Receipt;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.protocol.query.EventJson;
import io.tallystick.protocol.query.UtcText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The answer of {@code /v1/events/{id}}. Stateless and thread-safe. */
public final class ReceiptJson {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private ReceiptJson() {}

  /** The document of {@code receipt}, in UTF-8: what decides it first, then every copy. */
  public static byte[] write(Receipt receipt) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    Receipt.Copy decisive = receipt.decisive();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("source", decisive.event().source());
      json.writeStringField("id", decisive.event().id());
      writeCopy(json, decisive);
      json.writeArrayFieldStart("copies");
      for (Receipt.Copy copy : receipt.copies()) {
        json.writeStartObject();
        writeCopy(json, copy);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeCopy(JsonGenerator json, Receipt.Copy copy) throws IOException {
    Event event = copy.event();
    EventJson.writeContent(json, event);
    json.writeStringField("fate", copy.fate().text());
    json.writeNumberField("partition", copy.partition());
    json.writeNumberField("offset", copy.offset());
    json.writeStringField("arrivedAt", UtcText.ofMillis(copy.arrivalMillis()));
    Long committed = copy.committedMillis();
    json.writeStringField("committedAt", committed == null ? null : UtcText.ofMillis(committed));
    json.writeArrayFieldStart("countedIn");
    for (Dimension dimension : copy.counted()) {
      writeSeries(json, dimension, event);
    }
    json.writeEndArray();
    writeDuplicateOf(json, copy);
    writeDeadLetter(json, copy.deadLetter());
  }

  private static void writeSeries(JsonGenerator json, Dimension dimension, Event event)
      throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("dimensions");
    for (String name : dimension.names()) {
      json.writeStringField(
          name,
          name.equals(Dimension.SUBJECT_NAME)
              ? event.subject()
              : event.attributes().get(name));
    }
    json.writeEndObject();
    json.writeArrayFieldStart("windows");
    int minute = Calendar.minute(event.timeMillis());
    for (Granularity granularity : Granularity.values()) {
      writeWindow(json, granularity.text(), UtcText.ofMinute(granularity.windowStart(minute)));
    }
    writeWindow(json, "all", null);
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeWindow(JsonGenerator json, String granularity, @Nullable String start)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("granularity", granularity);
    json.writeStringField("start", start);
    json.writeEndObject();
  }

  private static void writeDuplicateOf(JsonGenerator json, Receipt.Copy copy) throws IOException {
    Long original = copy.duplicateOf();
    if (original == null) {
      json.writeNullField("duplicateOf");
      return;
    }
    json.writeObjectFieldStart("duplicateOf");
    json.writeNumberField("partition", copy.partition());
    json.writeNumberField("offset", original);
    json.writeEndObject();
  }

  private static void writeDeadLetter(JsonGenerator json, @Nullable DeadLetter letter)
      throws IOException {
    if (letter == null) {
      json.writeNullField("deadLetter");
      return;
    }
    json.writeObjectFieldStart("deadLetter");
    json.writeStringField("id", letter.id().toString());
    json.writeStringField("reason", letter.reason().text());
    json.writeStringField("message", letter.message());
    DeadLetter.Closing closing = letter.closing();
    json.writeStringField("state", letter.state().text());
    json.writeStringField("note", closing == null ? null : closing.note());
    json.writeEndObject();
  }
}
