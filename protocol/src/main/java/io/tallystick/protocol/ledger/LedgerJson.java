package io.tallystick.protocol.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Ledger;
import io.tallystick.protocol.query.UtcText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The answer of {@code /v1/ledger}. Stateless and thread-safe. */
public final class LedgerJson {

  private static final JsonFactory JSON = new JsonFactory();

  private LedgerJson() {}

  /**
   * The document of {@code ledger}, in UTF-8.
   *
   * @param hours those that were asked for
   * @param asOfMillis when it was read
   */
  public static byte[] write(Ledger ledger, HourRange hours, long asOfMillis) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart("total");
      writeLine(json, ledger.total());
      json.writeEndObject();
      json.writeArrayFieldStart("partitions");
      for (Ledger.PartitionLine partition : ledger.partitions()) {
        json.writeStartObject();
        json.writeNumberField("partition", partition.partition());
        writeLine(json, partition.line());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeBooleanField("balanced", ledger.balanced());
      json.writeArrayFieldStart("imbalances");
      for (String imbalance : ledger.imbalances()) {
        json.writeString(imbalance);
      }
      json.writeEndArray();
      json.writeStringField("start", UtcText.ofMillis(hours.from() * HourTally.MILLIS));
      json.writeStringField("end", UtcText.ofMillis(hours.end() * HourTally.MILLIS));
      json.writeArrayFieldStart("hours");
      for (Ledger.HourLine hour : ledger.hours()) {
        json.writeStartObject();
        json.writeStringField("start", UtcText.ofMillis(hour.startMillis()));
        writeLine(json, hour.line());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectFieldStart("canary");
      writeLine(json, ledger.canary());
      json.writeEndObject();
      json.writeStringField("asOf", UtcText.ofMillis(asOfMillis));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeLine(JsonGenerator json, Ledger.Line line) throws IOException {
    json.writeNumberField("accepted", line.accepted());
    json.writeNumberField("counted", line.fates().counted());
    json.writeNumberField("duplicate", line.fates().duplicate());
    json.writeNumberField("deadLettered", line.fates().deadLettered());
    json.writeNumberField("inFlight", line.inFlight());
  }
}
