package io.tallystick.protocol.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.TextSlice;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CloudEvent 1.0, which must be valid, by its attributes and its data.
 *
 * <p>Of the data, when it is a JSON object, {@code value} and {@code attributes} are read and the
 * rest is left alone. An extension attribute named {@code value} is the value if the data has none;
 * every other extension attribute is an attribute of the event.
 */
final class CloudEventMembers {

  private static final String TEXT_TYPES = "a string, a boolean or an integer of 32 bits";

  private final EventMembers members;
  private final PlainEventMembers plain;
  private final JsonSyntax dataSyntax = new JsonSyntax();
  private boolean hasVersion;
  private boolean hasData;
  private boolean valueFromData;
  private @Nullable String valueExtension;

  CloudEventMembers(EventMembers members, PlainEventMembers plain) {
    this.members = members;
    this.plain = plain;
  }

  void begin() {
    hasVersion = false;
    hasData = false;
    valueFromData = false;
    valueExtension = null;
  }

  /** Reads an object in the JSON format, of which the parser has read the opening brace. */
  void read(JsonParser parser, @Nullable String dataContentType) throws IOException {
    begin();
    boolean jsonData = dataContentType == null || MediaType.isJson(dataContentType);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (members.isFirst(name)) {
        if (name.equals("data")) {
          onlyData();
          if (jsonData && token == JsonToken.START_OBJECT) {
            data(parser);
          }
        } else if (token != JsonToken.VALUE_NULL) {
          member(name, token, parser, dataContentType != null && jsonData);
        }
      }
      parser.skipChildren();
    }
    finish();
  }

  private void member(String name, JsonToken token, JsonParser parser, boolean jsonData)
      throws IOException {
    switch (name) {
      case "specversion":
      case "id":
      case "source":
      case "type":
      case "subject":
      case "time":
      case "datacontenttype":
      case "dataschema":
      case "data_base64":
        if (token != JsonToken.VALUE_STRING) {
          plain.refuseType(name, parser, "a string");
        } else if (name.equals("data_base64")) {
          onlyData();
          base64(parser.getText(), jsonData);
        } else {
          attribute(name, parser.getText());
        }
        break;
      default:
        if (isExtensionType(token, parser)) {
          attribute(name, parser.getText());
        } else {
          plain.refuseType(name, parser, TEXT_TYPES);
        }
    }
  }

  /** Takes one context or extension attribute as text. */
  void attribute(String name, String text) {
    EventDraft draft = members.draft();
    switch (name) {
      case "specversion":
        version(text);
        break;
      case "id":
        members.textNotEmpty(name, draft.id(), text);
        break;
      case "source":
        source(text);
        break;
      case "type":
        members.textNotEmpty(name, draft.type(), text);
        break;
      case "subject":
        members.textNotEmpty(name, draft.subject(), text);
        break;
      case "time":
        members.time(text);
        break;
      case "datacontenttype":
        if (!MediaType.isValid(text)) {
          refuse(name, text, "a media type such as application/json");
        }
        break;
      case "dataschema":
        uriReference(name, text);
        break;
      default:
        extension(name, text);
    }
  }

  private void extension(String name, String text) {
    boolean valid = !name.isEmpty() && !name.equals("data");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      valid &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
    if (!valid) {
      refuse("attribute name", name, "letters a to z and digits, and not \"data\"");
    } else if (name.equals("value")) {
      valueExtension = text;
    } else {
      members.attribute(name, text);
    }
  }

  private void version(String text) {
    hasVersion = true;
    if (!text.equals("1.0")) {
      refuse("specversion", text, "1.0");
    }
  }

  private void source(String text) {
    if (text.isEmpty() || uriReference("source", text)) {
      members.textNotEmpty("source", members.draft().source(), text);
    }
  }

  private boolean uriReference(String name, String text) {
    TextSlice slice = new TextSlice();
    slice.set(text);
    boolean valid = !slice.isEmpty() && UriReference.isValid(slice.bytes(), 0, slice.length());
    if (!valid) {
      refuse(name, text, "a URI-reference as of RFC 3986");
    }
    return valid;
  }

  private void onlyData() {
    if (hasData) {
      refuse("data_base64", "besides data", "one of the two");
    }
    hasData = true;
  }

  private void base64(String text, boolean jsonData) throws IOException {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      refuse("data_base64", text, "Base64 as of RFC 4648");
      return;
    }
    if (jsonData) {
      data(bytes, 0, bytes.length);
    }
  }

  /** Reads data that is said to be JSON. */
  void data(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int to = offset + length;
    while (from < to && JsonElementSplitter.isSpace(bytes[from])) {
      from++;
    }
    Refusal malformed = dataSyntax.check("data", bytes, from, to - from);
    if (malformed != null) {
      members.refuse(malformed);
      return;
    }
    try (JsonParser parser = JsonSyntax.parser(bytes, from, to - from)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        data(parser);
      }
    }
  }

  private void data(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      boolean read = name.equals("value") || name.equals("attributes");
      if (read && members.isFirst("data." + name) && token != JsonToken.VALUE_NULL) {
        if (name.equals("value")) {
          valueFromData = true;
          plain.value("data.value", token, parser);
        } else {
          plain.attributes("data.attributes", token, parser);
        }
      }
      parser.skipChildren();
    }
  }

  /** Ends the event: what is missing is refused. */
  void finish() {
    if (valueExtension != null && !valueFromData) {
      members.value(valueExtension);
    }
    if (!hasVersion) {
      refuse("specversion", "missing", "1.0");
    }
    EventDraft draft = members.draft();
    required("id", draft.id());
    required("source", draft.source());
    required("type", draft.type());
    required("subject", draft.subject());
  }

  private void required(String name, TextSlice text) {
    if (text.isEmpty()) {
      members.refuse(ErrorCode.MISSING_FIELD, name, "missing", "a text that is not empty");
    }
  }

  void refuse(String name, String value, String expected) {
    members.refuse(ErrorCode.INVALID_CLOUD_EVENT, name, value, expected);
  }

  /** The types of CloudEvents 1.0 section 3.1.1 that JSON can tell apart. */
  private static boolean isExtensionType(JsonToken token, JsonParser parser) throws IOException {
    if (token == JsonToken.VALUE_NUMBER_INT) {
      try {
        Integer.parseInt(parser.getText());
        return true;
      } catch (NumberFormatException e) {
        return false;
      }
    }
    return token == JsonToken.VALUE_STRING || token.isBoolean();
  }
}
