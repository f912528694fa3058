package io.tallystick.protocol.query;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tallystick.core.event.Event;
import java.io.IOException;
import java.util.Map;

/** Events in answers, with the members of the plain form. Stateless and thread-safe. */
public final class EventJson {

  private EventJson() {}

  /** The event as an object, as it can be sent. */
  public static void write(JsonGenerator json, Event event) throws IOException {
    json.writeStartObject();
    json.writeStringField("source", event.source());
    json.writeStringField("id", event.id());
    writeContent(json, event);
    json.writeEndObject();
  }

  /** The members that do not tell which event it is. */
  public static void writeContent(JsonGenerator json, Event event) throws IOException {
    json.writeStringField("type", event.type());
    json.writeStringField("subject", event.subject());
    json.writeStringField("time", UtcText.ofMillis(event.timeMillis()));
    json.writeNumberField("value", event.value());
    json.writeObjectFieldStart("attributes");
    for (Map.Entry<String, String> attribute : event.attributes().entrySet()) {
      json.writeStringField(attribute.getKey(), attribute.getValue());
    }
    json.writeEndObject();
  }
}
