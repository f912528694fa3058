package io.tallystick.protocol.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Suggestion;
import io.tallystick.core.event.TextSlice;
import java.io.IOException;
import java.util.List;

/** Reads the object of a plain event, which is known to be JSON, by Jackson. */
final class PlainEventMembers {

  private static final List<String> NAMES =
      List.of("source", "id", "type", "subject", "time", "value", "attributes");

  private final EventMembers members;

  PlainEventMembers(EventMembers members) {
    this.members = members;
  }

  /** Reads an object of which the parser has read the opening brace. */
  void read(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      boolean known = NAMES.contains(name);
      if (!known) {
        refuseUnknown(name);
      }
      if (known && members.isFirst(name) && token != JsonToken.VALUE_NULL) {
        member(name, token, parser);
      }
      // nothing happens after a scalar, or an object that was read to its end
      parser.skipChildren();
    }
  }

  private void member(String name, JsonToken token, JsonParser parser) throws IOException {
    switch (name) {
      case "source":
        text(name, token, parser, members.draft().source());
        break;
      case "id":
        text(name, token, parser, members.draft().id());
        break;
      case "type":
        text(name, token, parser, members.draft().type());
        break;
      case "subject":
        text(name, token, parser, members.draft().subject());
        break;
      case "time":
        time(token, parser);
        break;
      case "value":
        value(name, token, parser);
        break;
      default:
        attributes(name, token, parser);
    }
  }

  private void text(String name, JsonToken token, JsonParser parser, TextSlice target)
      throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      members.textNotEmpty(name, target, parser.getText());
    } else {
      refuseType(name, parser, "a string");
    }
  }

  private void time(JsonToken token, JsonParser parser) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      members.time(parser.getText());
    } else if (token.isNumeric()) {
      members.timeMillis(parser.getText());
    } else {
      refuseType("time", parser, "a string or a number");
    }
  }

  /** Reads the value, a number or a string, that the parser is at. */
  void value(String name, JsonToken token, JsonParser parser) throws IOException {
    if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
      members.value(parser.getText());
    } else {
      refuseType(name, parser, "a number, or a string that is one");
    }
  }

  /** Reads the object of attributes that the parser is at. */
  void attributes(String path, JsonToken token, JsonParser parser) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      refuseType(path, parser, "an object");
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
        members.attribute(name, parser.getText());
      } else {
        refuseType(path + "." + name, parser, "a string, a number or a boolean");
        parser.skipChildren();
      }
    }
  }

  /** Refuses the type of the value that the parser is at. */
  void refuseType(String name, JsonParser parser, String expected) throws IOException {
    members.refuse(ErrorCode.WRONG_TYPE, name, shown(parser), expected);
  }

  static String shown(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return "an object";
    }
    if (token == JsonToken.START_ARRAY) {
      return "an array";
    }
    return token == JsonToken.VALUE_STRING ? '"' + parser.getText() + '"' : parser.getText();
  }

  private void refuseUnknown(String name) {
    members.refuse(
        ErrorCode.UNKNOWN_FIELD,
        "member",
        name,
        "one of " + String.join(", ", NAMES)
            + Suggestion.of(name, NAMES)
                .map(near -> "; did you mean " + near + "?")
                .orElse(""));
  }
}
