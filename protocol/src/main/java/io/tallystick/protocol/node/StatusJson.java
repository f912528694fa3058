package io.tallystick.protocol.node;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.rollup.Dimension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** The answers of {@code /v1/status} and {@code /ready}. Stateless and thread-safe. */
public final class StatusJson {

  /*
   * State and partitions are read once each, so that the totals of one answer add up to its
   * partitions.
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
      NodeStatus status, String version, long uptimeMillis, List<Dimension> dimensions) {
    List<NodeStatus.Partition> partitions = status.partitions();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      writeState(json, status);
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
  public static byte[] writeReadiness(NodeStatus status) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      writeState(json, status);
      json.writeArrayFieldStart("partitions");
      for (NodeStatus.Partition partition : status.partitions()) {
        json.writeStartObject();
        json.writeNumberField("partition", partition.partition());
        json.writeNumberField("inFlight", partition.logEnd() - partition.processedOffset());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeState(JsonGenerator json, NodeStatus status) throws IOException {
    json.writeStringField("state", status.state().name().toLowerCase(Locale.ROOT));
    json.writeStringField("failure", status.failure());
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
