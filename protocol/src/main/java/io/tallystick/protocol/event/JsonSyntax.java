package io.tallystick.protocol.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.Utf8;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether bytes are one JSON value in UTF-8, as Jackson sees it, and what an object says about
 * how it wants to be read.
 *
 * <p>The syntax is checked before any member is looked at: a member that comes late, such as
 * specversion, can change what the earlier ones mean, and broken JSON is never partly believed.
 */
final class JsonSyntax {

  /** Levels of objects and arrays in one event; its own form needs three. */
  static final int DEPTH_MAX = 32;

  private static final String BEGINS_OF_VALUES = "{[\"-0123456789tfn";
  private static final int SHOWN_BEFORE = 12;
  private static final int SHOWN_AFTER = 24;

  /** How long a text or a number may be is bounded by the event that holds it. */
  private static final JsonFactory FACTORY = new JsonFactoryBuilder()
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(DEPTH_MAX)
          .maxNumberLength(Integer.MAX_VALUE)
          .maxStringLength(Integer.MAX_VALUE)
          .maxNameLength(Integer.MAX_VALUE)
          .build())
      .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
      .build();

  private boolean cloudEvent;
  private @Nullable String dataContentType;

  /**
   * Checks one value.
   *
   * @param name what it is called in a refusal
   */
  @Nullable
  Refusal check(String name, byte[] bytes, int offset, int length) {
    cloudEvent = false;
    dataContentType = null;
    if (!Utf8.isWellFormed(bytes, offset, length)) {
      return Refusal.of(ErrorCode.MALFORMED_UTF8, name, "other bytes", "UTF-8");
    }
    if (length == 0
        || BEGINS_OF_VALUES.indexOf(bytes[offset]) < 0
        || hasZero(bytes, offset, length)) {
      return malformed(name, bytes, offset, length, 0);
    }
    try (JsonParser parser = parser(bytes, offset, length)) {
      return check(parser)
          ? null
          : malformed(name, bytes, offset, length, parser.currentTokenLocation().getByteOffset());
    } catch (StreamConstraintsException e) {
      return Refusal.of(
          ErrorCode.MALFORMED_JSON,
          name,
          "nested more deeply",
          "at most " + DEPTH_MAX + " levels of objects and arrays");
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
      return malformed(name, bytes, offset, length, at);
    } catch (IOException e) {
      return malformed(name, bytes, offset, length, 0);
    }
  }

  /** Whether what was checked last is an object with the member specversion. */
  boolean isCloudEvent() {
    return cloudEvent;
  }

  /** The member datacontenttype of what was checked last, or null. */
  @Nullable
  String dataContentType() {
    return dataContentType;
  }

  static JsonParser parser(byte[] bytes, int offset, int length) throws IOException {
    return FACTORY.createParser(bytes, offset, length);
  }

  /** The refusal of what is not JSON from byte {@code at} of the given ones. */
  static Refusal malformed(String name, byte[] bytes, int offset, int length, long at) {
    int fault = offset + (int) Math.max(0, Math.min(at, length));
    int from = Math.max(offset, fault - SHOWN_BEFORE);
    while (from < fault && (bytes[from] & 0xc0) == 0x80) {
      from++;
    }
    int to = Math.min(offset + length, fault + SHOWN_AFTER);
    String shown = new String(bytes, from, to - from, StandardCharsets.UTF_8).strip();
    return Refusal.of(
        ErrorCode.MALFORMED_JSON,
        name,
        shown.isEmpty() ? "nothing" : shown,
        "JSON; it breaks at byte " + (fault - offset));
  }

  private boolean check(JsonParser parser) throws IOException {
    int depth = 0;
    int values = 0;
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (depth == 0 && ++values > 1) {
        return false;
      }
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (depth == 1 && token == JsonToken.FIELD_NAME) {
        String member = parser.currentName();
        cloudEvent |= member.equals("specversion");
        if (member.equals("datacontenttype") && parser.nextToken() == JsonToken.VALUE_STRING) {
          dataContentType = parser.getText();
        } else if (parser.currentToken() != null && parser.currentToken().isStructStart()) {
          depth++;
        }
      }
    }
    return values == 1;
  }

  /** Jackson takes text with zeros for UTF-16 or UTF-32; we read UTF-8 only. */
  private static boolean hasZero(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + Math.min(length, 4); i++) {
      if (bytes[i] == 0) {
        return true;
      }
    }
    return false;
  }
}
