package io.tallystick.protocol.problem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Problem documents after RFC 9457, "Problem Details for HTTP APIs": {@code type}, {@code title},
 * {@code status}, {@code detail} and {@code instance}, extended by {@code code} and {@code
 * retryable}. Stateless and thread-safe.
 */
public final class ProblemJson {

  /** The media type of what is written here. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** Where the page that explains all codes stands, relative to the server that answered. */
  public static final String TYPE_PREFIX = "/docs/errors#";

  private static final JsonFactory JSON = new JsonFactory();

  private ProblemJson() {}

  /**
   * The document of one refusal.
   *
   * @param instance what was asked for, a path; null leaves it out
   */
  public static byte[] write(Refusal refusal, @Nullable String instance) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      writeMembers(json, refusal, instance);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static void writeMembers(JsonGenerator json, Refusal refusal, @Nullable String instance)
      throws IOException {
    ErrorCode code = refusal.code();
    json.writeStringField("type", TYPE_PREFIX + code.code());
    json.writeStringField("title", title(code));
    json.writeNumberField("status", code.httpStatus());
    json.writeStringField("code", code.code());
    json.writeStringField("detail", WireText.clean(refusal.message()));
    if (instance != null) {
      json.writeStringField("instance", WireText.clean(instance));
    }
    json.writeBooleanField("retryable", code.retryable());
  }

  /** The code as words, such as {@code Value out of range}. */
  public static String title(ErrorCode code) {
    String words = code.code().replace('-', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
