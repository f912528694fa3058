package io.tallystick.protocol.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tallystick.protocol.event.Decoding.Decoded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What a body of JSON is, read as a tree: nothing of it is shared with the decoders. */
final class JsonAuthority {

  private static final ObjectMapper STRICT = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
      .build();

  private JsonAuthority() {}

  /**
   * @param elements of an array, or -1 when it is none
   */
  record Kind(boolean isEmpty, boolean isJson, int elements) {}

  static Kind kind(byte[] body) {
    try {
      String text =
          UTF_8.newDecoder().decode(ByteBuffer.wrap(withoutMark(body))).toString();
      JsonNode tree = STRICT.readTree(text);
      return tree.isMissingNode()
          ? new Kind(true, false, -1)
          : new Kind(false, true, tree.isArray() ? tree.size() : -1);
    } catch (CharacterCodingException | JsonProcessingException e) {
      return new Kind(false, false, -1);
    }
  }

  /** The lines that are not only space, without the space around them. */
  static List<byte[]> lines(byte[] body) {
    byte[] bytes = withoutMark(body);
    List<byte[]> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '\n') {
        int end = i;
        while (end > from && isSpace(bytes[end - 1])) {
          end--;
        }
        while (from < end && isSpace(bytes[from])) {
          from++;
        }
        if (end > from) {
          lines.add(Arrays.copyOfRange(bytes, from, end));
        }
        from = i + 1;
      }
    }
    return lines;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  private static byte[] withoutMark(byte[] body) {
    boolean marked = body.length >= 3
        && body[0] == (byte) 0xef
        && body[1] == (byte) 0xbb
        && body[2] == (byte) 0xbf;
    return marked ? Arrays.copyOfRange(body, 3, body.length) : body;
  }

  /** An array of plain events, in which everything but ASCII is escaped. */
  static byte[] write(List<Decoded> events) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = STRICT.createGenerator(bytes)) {
      json.writeStartArray();
      for (Decoded event : events) {
        json.writeStartObject();
        text(json, "source", event.source());
        text(json, "id", event.id());
        text(json, "type", event.type());
        text(json, "subject", event.subject());
        Long timeMillis = event.timeMillis();
        if (timeMillis != null) {
          json.writeNumberField("time", timeMillis);
        }
        json.writeFieldName("value");
        json.writeNumber(event.value());
        json.writeObjectFieldStart("attributes");
        for (Map.Entry<String, String> attribute : event.attributes().entrySet()) {
          json.writeStringField(attribute.getKey(), attribute.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void text(JsonGenerator json, String name, String text) throws IOException {
    if (!text.isEmpty()) {
      json.writeStringField(name, text);
    }
  }
}
