package io.tallystick.protocol.problem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tallystick.core.event.Refusal;
import io.tallystick.protocol.event.RejectedEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answers to a batch: {@code {"accepted":n,"rejected":[{"index","id","code","message"}]}}, and
 * the problem document that has the same members when nothing was accepted. Stateless and
 * thread-safe.
 */
public final class BatchJson {

  private static final JsonFactory JSON = new JsonFactory();

  private BatchJson() {}

  /** The answer to a batch of which something, or everything, was accepted. */
  public static byte[] write(int accepted, List<RejectedEvent> rejected) {
    if (rejected.isEmpty()) {
      // nearly every answer
      return ("{\"accepted\":" + accepted + ",\"rejected\":[]}")
          .getBytes(StandardCharsets.US_ASCII);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 + 128 * rejected.size());
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      writeMembers(json, accepted, rejected);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * The problem document of a batch of which nothing was accepted.
   *
   * @param refusal of the request as a whole
   * @param instance what was asked for, a path; null leaves it out
   */
  public static byte[] writeProblem(
      Refusal refusal, @Nullable String instance, List<RejectedEvent> rejected) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512 + 128 * rejected.size());
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      ProblemJson.writeMembers(json, refusal, instance);
      writeMembers(json, 0, rejected);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeMembers(JsonGenerator json, int accepted, List<RejectedEvent> rejected)
      throws IOException {
    json.writeNumberField("accepted", accepted);
    json.writeArrayFieldStart("rejected");
    for (RejectedEvent event : rejected) {
      json.writeStartObject();
      json.writeNumberField("index", event.index());
      String id = event.id();
      json.writeStringField("id", id == null ? null : WireText.clean(id));
      json.writeStringField("code", event.refusal().code().code());
      json.writeStringField("message", WireText.clean(event.refusal().message()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
