package io.tallystick.protocol.node;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.node.Admission;
import io.tallystick.core.node.CanaryReport;
import io.tallystick.core.node.Health;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.protocol.query.UtcText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** The answers of {@code /v1/status} and {@code /ready}. Stateless and thread-safe. */
public final class StatusJson {

  /*
   * Whoever calls reads the partitions once, so that the totals of one answer add up to them.
   */

  private static final JsonFactory JSON = new JsonFactory();

  private StatusJson() {}

  /**
   * Everything a node tells about itself.
   *
   * @param version of the program
   * @param uptimeMillis since the server started
   * @param dimensions all that are declared, {@code subject} included
   */
  public static byte[] write(
      Health health,
      List<NodeStatus.Partition> partitions,
      String version,
      long uptimeMillis,
      List<Dimension> dimensions) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      writeHealth(json, health);
      json.writeStringField("version", version);
      json.writeNumberField("uptimeMillis", uptimeMillis);
      json.writeArrayFieldStart("dimensions");
      for (Dimension dimension : dimensions) {
        json.writeStartArray();
        for (String name : dimension.names()) {
          json.writeString(name);
        }
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeObjectFieldStart("totals");
      writeTotals(json, partitions);
      json.writeEndObject();
      json.writeArrayFieldStart("partitions");
      for (NodeStatus.Partition partition : partitions) {
        writePartition(json, partition);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Whether a node can take events and answer, and how far it lags. */
  public static byte[] writeReadiness(Health health, List<NodeStatus.Partition> partitions) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      writeHealth(json, health);
      json.writeArrayFieldStart("partitions");
      for (NodeStatus.Partition partition : partitions) {
        json.writeStartObject();
        json.writeNumberField("partition", partition.partition());
        json.writeNumberField("inFlight", partition.inFlight());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeHealth(JsonGenerator json, Health health) throws IOException {
    json.writeBooleanField("ready", health.isReady());
    json.writeStringField("state", health.state().name().toLowerCase(Locale.ROOT));
    json.writeStringField("failure", health.failure());
    json.writeArrayFieldStart("imbalances");
    for (String imbalance : health.imbalances()) {
      json.writeString(imbalance);
    }
    json.writeEndArray();
    writeCanary(json, health.canary());
    writePressures(json, health.pressures());
  }

  private static void writeCanary(JsonGenerator json, CanaryReport canary) throws IOException {
    json.writeObjectFieldStart("canary");
    json.writeStringField("state", canary.state().text());
    json.writeStringField("problem", canary.problem());
    json.writeNumberField("events", canary.events());
    json.writeNumberField("mismatches", canary.mismatches());
    Long visibleMicros = canary.visibleMicros();
    if (visibleMicros == null) {
      json.writeNullField("visibleMillis");
    } else {
      json.writeNumberField("visibleMillis", BigDecimal.valueOf(visibleMicros, 3));
    }
    Long exactMillis = canary.exactMillis();
    json.writeStringField("exactAt", exactMillis == null ? null : UtcText.ofMillis(exactMillis));
    json.writeEndObject();
  }

  private static void writePressures(JsonGenerator json, List<Admission.Reading> pressures)
      throws IOException {
    json.writeArrayFieldStart("pressures");
    for (Admission.Reading reading : pressures) {
      json.writeStartObject();
      json.writeStringField("reason", reading.pressure().text());
      json.writeStringField("measured", reading.pressure().measured());
      json.writeBooleanField("refusing", reading.refusing());
      json.writeNumberField("value", reading.value());
      json.writeNumberField("limit", reading.limit());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeTotals(JsonGenerator json, List<NodeStatus.Partition> partitions)
      throws IOException {
    long accepted = 0;
    long counted = 0;
    long duplicate = 0;
    long deadLettered = 0;
    long inFlight = 0;
    for (NodeStatus.Partition partition : partitions) {
      Fates fates = partition.tally().events();
      accepted += partition.accepted();
      counted += fates.counted();
      duplicate += fates.duplicate();
      deadLettered += fates.deadLettered();
      inFlight += partition.inFlight();
    }
    json.writeNumberField("accepted", accepted);
    json.writeNumberField("counted", counted);
    json.writeNumberField("duplicate", duplicate);
    json.writeNumberField("deadLettered", deadLettered);
    json.writeNumberField("inFlight", inFlight);
  }

  private static void writePartition(JsonGenerator json, NodeStatus.Partition partition)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("partition", partition.partition());
    json.writeNumberField("logBegin", partition.logBegin());
    json.writeNumberField("logEnd", partition.logEnd());
    json.writeNumberField("processedOffset", partition.processedOffset());
    json.writeNumberField("committedOffset", partition.committedOffset());
    Fates fates = partition.tally().events();
    json.writeNumberField("counted", fates.counted());
    json.writeNumberField("duplicate", fates.duplicate());
    json.writeNumberField("deadLettered", fates.deadLettered());
    json.writeNumberField("openDeadLetters", partition.openDeadLetters());
    json.writeNumberField("inFlight", partition.inFlight());
    json.writeNumberField("deduplicationIds", partition.deduplicationIds());
    json.writeNumberField("deduplicationMemoryBytes", partition.deduplicationMemoryBytes());
    json.writeNumberField("deduplicationDiskIds", partition.deduplicationDiskIds());
    json.writeEndObject();
  }
}
