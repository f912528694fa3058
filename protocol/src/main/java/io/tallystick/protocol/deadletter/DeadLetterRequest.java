package io.tallystick.protocol.deadletter;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterFilter;
import io.tallystick.core.deadletter.DeadLetterId;
import io.tallystick.core.deadletter.DeadLetters;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.event.Suggestion;
import io.tallystick.core.event.Utf8;
import io.tallystick.protocol.query.ParameterReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are to be replayed or discarded: those of some ids, or the next ones that a
 * filter means.
 *
 * @param ids of them, each once; empty: the filter says
 * @param edits what to change before the replay, by id
 * @param filter which ones; null: the ids say
 * @param cursor where the call before ended; null to begin
 * @param limit most of one call
 * @param note who and why; may be empty
 */
public record DeadLetterRequest(
    List<DeadLetterId> ids,
    Map<DeadLetterId, EventEdit> edits,
    @Nullable DeadLetterFilter filter,
    DeadLetters.@Nullable Cursor cursor,
    int limit,
    String note) {

  private static final List<String> FILTERS =
      List.of("reason", "type", "partition", "start", "end");
  private static final List<String> MEMBERS = List.of(
      "ids",
      "edits",
      "all",
      "reason",
      "type",
      "partition",
      "start",
      "end",
      "limit",
      "cursor",
      "note");

  private static final ObjectMapper JSON = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
      .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
      .build();

  /**
   * Reads a body.
   *
   * @param edits whether it may edit
   * @throws RefusedException when there is anything wrong with it as a whole; what is wrong with one
   *     edit shows when it is applied
   */
  public static DeadLetterRequest of(byte[] body, boolean edits) {
    JsonNode json = parsed(body);
    for (Map.Entry<String, JsonNode> member : json.properties()) {
      String name = member.getKey();
      if (!MEMBERS.contains(name) || name.equals("edits") && !edits) {
        throw new RefusedException(
            ErrorCode.UNKNOWN_FIELD,
            "member",
            name,
            "one of " + String.join(", ", MEMBERS)
                + Suggestion.of(name, MEMBERS)
                    .filter(near -> !near.equals(name))
                    .map(near -> "; did you mean " + near + "?")
                    .orElse(""));
      }
    }
    String note = note(json.path("note"));
    return json.has("ids") ? ofIds(json, note) : ofFilter(json, note);
  }

  private static JsonNode parsed(byte[] body) {
    // Jackson guesses the encoding, and takes a name that is not UTF-8 for a similar one
    if (!Utf8.isWellFormed(body, 0, body.length)) {
      throw new RefusedException(ErrorCode.MALFORMED_UTF8, "body", "other bytes", "UTF-8");
    }
    JsonNode json;
    try {
      json = JSON.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw malformed(e.getOriginalMessage());
    } catch (IOException | NumberFormatException e) {
      // the latter comes of an exponent that no number has
      throw malformed(String.valueOf(e.getMessage()));
    }
    if (json == null || !json.isObject()) {
      throw malformed("no object");
    }
    return json;
  }

  private static RefusedException malformed(String problem) {
    return new RefusedException(
        ErrorCode.MALFORMED_JSON, "body", problem, "a JSON object such as {\"ids\":[\"0-17\"]}");
  }

  private static String note(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return "";
    }
    String text = text("note", node);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > DeadLetters.NOTE_BYTES_MAX) {
      throw new RefusedException(
          ErrorCode.TEXT_TOO_LONG,
          "note",
          bytes.length + " bytes",
          "at most " + DeadLetters.NOTE_BYTES_MAX);
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)
        || !Utf8.isText(bytes, 0, bytes.length)) {
      throw new RefusedException(
          ErrorCode.INVALID_TEXT, "note", text, "UTF-8 without control characters");
    }
    return text;
  }

  private static DeadLetterRequest ofIds(JsonNode json, String note) {
    for (String name : MEMBERS) {
      if (json.has(name) && !List.of("ids", "edits", "note").contains(name)) {
        throw new RefusedException(
            ErrorCode.INVALID_PARAMETER, name, json.get(name).toString(), "not together with ids");
      }
    }
    JsonNode array = json.get("ids");
    if (!array.isArray()) {
      throw new RefusedException(
          ErrorCode.WRONG_TYPE, "ids", array.toString(), "an array of strings");
    }
    if (array.isEmpty()) {
      throw new RefusedException(ErrorCode.EMPTY_BATCH, "ids", "none", "at least one id");
    }
    if (array.size() > DeadLetters.BATCH_MAX) {
      throw new RefusedException(
          ErrorCode.BATCH_TOO_LARGE, "ids", array.size() + "", "at most " + DeadLetters.BATCH_MAX);
    }
    Set<DeadLetterId> ids = new LinkedHashSet<>();
    for (JsonNode element : array) {
      ids.add(id("ids", text("ids", element)));
    }
    JsonNode editsNode = json.path("edits");
    if (!editsNode.isObject() && !editsNode.isMissingNode() && !editsNode.isNull()) {
      throw new RefusedException(
          ErrorCode.WRONG_TYPE, "edits", editsNode.toString(), "an object, by id");
    }
    Map<DeadLetterId, EventEdit> edits = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> edit : editsNode.properties()) {
      DeadLetterId id = id("edits", edit.getKey());
      if (!ids.contains(id)) {
        throw new RefusedException(
            ErrorCode.INVALID_PARAMETER, "edits", edit.getKey(), "only of what stands in ids");
      }
      edits.put(id, new EventEdit(edit.getValue()));
    }
    return new DeadLetterRequest(List.copyOf(ids), edits, null, null, 0, note);
  }

  private static DeadLetterId id(String name, String text) {
    DeadLetterId id = DeadLetterId.parse(text);
    if (id == null) {
      throw new RefusedException(
          ErrorCode.INVALID_PARAMETER, name, text, "ids of dead letters, such as 0-17");
    }
    return id;
  }

  private static DeadLetterRequest ofFilter(JsonNode json, String note) {
    if (json.has("edits")) {
      throw new RefusedException(
          ErrorCode.INVALID_PARAMETER, "edits", "without ids", "only together with ids");
    }
    if (FILTERS.stream().noneMatch(json::has) && !json.path("all").booleanValue()) {
      throw new RefusedException(
          ErrorCode.MISSING_FIELD,
          "ids",
          "missing",
          "ids, or one of " + String.join(", ", FILTERS) + ", or \"all\": true");
    }
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : json.properties()) {
      JsonNode value = member.getValue();
      if (!value.isNull()) {
        parameters.put(
            member.getKey(),
            List.of(value.isIntegralNumber() ? value.asText() : textOr(member.getKey(), value)));
      }
    }
    ParameterReader reader = new ParameterReader(parameters);
    DeadLetterFilter filter = DeadLetterQuery.filter(reader, DeadLetter.State.OPEN);
    String cursorText = reader.one("cursor", "once");
    DeadLetters.Cursor cursor = cursorText == null ? null : DeadLetters.Cursor.parse(cursorText);
    if (cursorText != null && cursor == null) {
      DeadLetterQuery.refuseCursor(reader, cursorText);
    }
    int limit = reader.number("limit", DeadLetters.BATCH_MAX, DeadLetters.BATCH_MAX);
    reader.finish();
    return new DeadLetterRequest(List.of(), Map.of(), filter, cursor, limit, note);
  }

  private static String textOr(String name, JsonNode value) {
    return name.equals("all") && value.isBoolean() ? value.asText() : text(name, value);
  }

  private static String text(String name, JsonNode value) {
    if (!value.isTextual()) {
      throw new RefusedException(ErrorCode.WRONG_TYPE, name, value.toString(), "a string");
    }
    return value.textValue();
  }
}
