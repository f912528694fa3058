package io.tallystick.protocol.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tallystick.core.node.Admission;
import io.tallystick.core.node.CanaryReport;
import io.tallystick.protocol.query.UtcText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The message {@code node} of {@code /v1/live}, and {@code /v1/history}. Stateless. */
public final class LiveJson {

  private static final JsonFactory JSON = new JsonFactory();

  /** Measures are shown with three significant digits at least, and no more than a thousandth. */
  private static final int DIGITS_MAX = 3;

  private LiveJson() {}

  /** One line without line ends, as a message of server-sent events needs it. */
  public static byte[] node(NodeMoment moment) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(768);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("asOf", UtcText.ofMillis(moment.asOfMillis()));
      json.writeStringField("state", moment.health().state().name().toLowerCase(Locale.ROOT));
      json.writeBooleanField("ready", moment.health().isReady());
      json.writeStringField("failure", moment.health().failure());
      json.writeArrayFieldStart("imbalances");
      for (String imbalance : moment.health().imbalances()) {
        json.writeString(imbalance);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("refusing");
      for (Admission.Reading reading : moment.health().pressures()) {
        if (reading.refusing()) {
          json.writeString(reading.pressure().text());
        }
      }
      json.writeEndArray();
      writeCanary(json, moment.health().canary());
      json.writeObjectFieldStart("totals");
      json.writeNumberField("accepted", moment.accepted());
      json.writeNumberField("counted", moment.fates().counted());
      json.writeNumberField("duplicate", moment.fates().duplicate());
      json.writeNumberField("deadLettered", moment.fates().deadLettered());
      json.writeNumberField("inFlight", moment.inFlight());
      json.writeEndObject();
      json.writeNumberField("openDeadLetters", moment.openDeadLetters());
      writeMeasure(json, "acceptedPerSecond", moment.acceptedPerSecond());
      json.writeArrayFieldStart("types");
      for (NodeMoment.TypeRate type : moment.types()) {
        json.writeStartObject();
        json.writeStringField("type", type.type());
        json.writeNumberField("count", type.count());
        writeMeasure(json, "perSecond", type.perSecond());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeCanary(JsonGenerator json, CanaryReport canary) throws IOException {
    json.writeObjectFieldStart("canary");
    json.writeStringField("state", canary.state().text());
    json.writeStringField("problem", canary.problem());
    Long visibleMicros = canary.visibleMicros();
    writeMeasure(
        json, "visibleMillis", visibleMicros == null ? Double.NaN : visibleMicros / 1000.0);
    json.writeEndObject();
  }

  /** The last hour. */
  public static byte[] history(RecentHistory history) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 << 10);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("start", UtcText.ofMillis(history.startMillis()));
      json.writeNumberField("stepSeconds", history.stepSeconds());
      json.writeNumberField("steps", history.canary().size());
      writeColumns(json, "measures", history.columns());
      writeColumns(json, "types", history.types());
      json.writeArrayFieldStart("canary");
      for (@Nullable String state : history.canary()) {
        json.writeString(state);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeColumns(JsonGenerator json, String name, Map<String, double[]> columns)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, double[]> column : columns.entrySet()) {
      json.writeArrayFieldStart(column.getKey());
      for (double value : column.getValue()) {
        writeMeasure(json, value);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeMeasure(JsonGenerator json, String name, double value)
      throws IOException {
    json.writeFieldName(name);
    writeMeasure(json, value);
  }

  private static void writeMeasure(JsonGenerator json, double value) throws IOException {
    if (!Double.isFinite(value)) {
      json.writeNull();
      return;
    }
    BigDecimal rounded =
        BigDecimal.valueOf(value).setScale(DIGITS_MAX, RoundingMode.HALF_UP).stripTrailingZeros();
    json.writeNumber(rounded.toPlainString());
  }
}
