package io.tallystick.protocol.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.core.event.DecimalText;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.event.Suggestion;
import io.tallystick.core.event.TimeText;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is to be changed about an event before it is replayed: a JSON object with the members of a
 * plain event. A member replaces that of the event; attributes are replaced one by one, and null
 * removes one. Source and id may be named, but not changed.
 */
public final class EventEdit {

  private static final List<String> MEMBERS =
      List.of("source", "id", "type", "subject", "time", "value", "attributes");

  private final JsonNode edit;

  EventEdit(JsonNode edit) {
    this.edit = edit;
  }

  /**
   * The event after the edit.
   *
   * @param arrivalMillis when the event had arrived: it is held to the rules of that moment
   * @throws RefusedException when there is anything wrong with it
   */
  public Event apply(Event event, EventRules rules, long arrivalMillis) {
    if (!edit.isObject()) {
      throw refused(ErrorCode.WRONG_TYPE, "edit", edit, "an object");
    }
    String type = event.type();
    String subject = event.subject();
    long time = event.timeMillis();
    BigDecimal value = event.value();
    Map<String, String> attributes = event.attributes();
    for (Map.Entry<String, JsonNode> member : edit.properties()) {
      JsonNode to = member.getValue();
      switch (member.getKey()) {
        case "source" -> same("source", event.source(), to);
        case "id" -> same("id", event.id(), to);
        case "type" -> type = text("type", to);
        case "subject" -> subject = text("subject", to);
        case "time" -> time = time(to);
        case "value" -> value = value(to);
        case "attributes" -> attributes = attributes(attributes, to);
        default -> throw unknown(member.getKey());
      }
    }
    Event edited = new Event(
        event.source(), event.id(), type, subject, time, value, new TreeMap<>(attributes));
    EventDraft draft = new EventDraft();
    edited.draft(draft);
    Refusal refusal = rules.check(draft, arrivalMillis);
    if (refusal != null) {
      throw new RefusedException(refusal);
    }
    return edited;
  }

  private static void same(String name, String is, JsonNode to) {
    if (!text(name, to).equals(is)) {
      throw refused(
          ErrorCode.INVALID_PARAMETER,
          name,
          to,
          is + ", an edit does not change which event it is");
    }
  }

  private static String text(String name, JsonNode to) {
    if (!to.isTextual()) {
      throw refused(ErrorCode.WRONG_TYPE, name, to, "a string");
    }
    String text = to.textValue();
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw refused(ErrorCode.INVALID_TEXT, name, to, "characters of Unicode");
    }
    return text;
  }

  private static long time(JsonNode to) {
    byte[] bytes = to.asText().getBytes(StandardCharsets.UTF_8);
    long millis = TimeText.NONE;
    if (to.isTextual()) {
      millis = TimeText.parseRfc3339(bytes, 0, bytes.length);
    } else if (to.isIntegralNumber()) {
      millis = TimeText.parseEpochMillis(bytes, 0, bytes.length);
    }
    if (millis == TimeText.NONE) {
      throw refused(
          ErrorCode.INVALID_TIME,
          "time",
          to,
          "RFC 3339 such as \"2026-11-22T10:15:30Z\", or whole epoch milliseconds as a number");
    }
    return millis;
  }

  private static BigDecimal value(JsonNode to) {
    if (!to.isTextual() && !to.isNumber()) {
      throw refused(ErrorCode.WRONG_TYPE, "value", to, "a number, or a string that is one");
    }
    byte[] bytes = to.asText().getBytes(StandardCharsets.UTF_8);
    EventDraft draft = new EventDraft();
    Refusal refusal = DecimalText.parse(bytes, 0, bytes.length, draft);
    if (refusal != null) {
      throw new RefusedException(refusal);
    }
    return BigDecimal.valueOf(draft.valueUnscaled(), draft.valueScale());
  }

  private static Map<String, String> attributes(Map<String, String> before, JsonNode to) {
    if (!to.isObject()) {
      throw refused(ErrorCode.WRONG_TYPE, "attributes", to, "an object");
    }
    Map<String, String> attributes = new TreeMap<>(before);
    for (Map.Entry<String, JsonNode> attribute : to.properties()) {
      String name = attribute.getKey();
      JsonNode value = attribute.getValue();
      if (value.isNull()) {
        attributes.remove(name);
      } else if (value.isNumber() || value.isBoolean()) {
        attributes.put(name, value.asText());
      } else {
        attributes.put(name, text("attributes." + name, value));
      }
    }
    return attributes;
  }

  private static RefusedException unknown(String name) {
    return new RefusedException(
        ErrorCode.UNKNOWN_FIELD,
        "member",
        name,
        "one of " + String.join(", ", MEMBERS)
            + Suggestion.of(name, MEMBERS)
                .map(near -> "; did you mean " + near + "?")
                .orElse(""));
  }

  private static RefusedException refused(
      ErrorCode code, String name, @Nullable JsonNode value, String expected) {
    return new RefusedException(code, name, String.valueOf(value), expected);
  }
}
