package io.tallystick.protocol.event;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the binary mode of the CloudEvents HTTP binding: attributes are headers, data is the body.
 */
final class CloudEventHeaders {

  private static final String PREFIX = "ce-";

  private final EventMembers members;
  private final CloudEventMembers cloudEvent;

  CloudEventHeaders(EventMembers members, CloudEventMembers cloudEvent) {
    this.members = members;
    this.cloudEvent = cloudEvent;
  }

  /** Reads the event of one request into the draft. */
  void read(RequestHeaders headers, byte[] body, int offset, int length) throws IOException {
    members.begin();
    cloudEvent.begin();
    headers.forEach(this::header);
    String contentType = headers.get("content-type");
    if (contentType != null && length > 0 && MediaType.isJson(contentType)) {
      cloudEvent.data(body, offset, length);
    }
    cloudEvent.finish();
  }

  private void header(String header, String value) {
    String name = header.toLowerCase(Locale.ROOT);
    if (!name.startsWith(PREFIX) || !members.isFirst(name)) {
      return;
    }
    String attribute = name.substring(PREFIX.length());
    if (attribute.equals("datacontenttype")) {
      cloudEvent.refuse(name, value, "the header content-type instead");
      return;
    }
    String text = decode(value);
    if (text != null) {
      cloudEvent.attribute(attribute, text);
    } else {
      cloudEvent.refuse(name, value, "printable ASCII, all else as %XX of its UTF-8");
    }
  }

  /**
   * The text of a header value, or null: HTTP Protocol Binding for CloudEvents 1.0.2 section
   * 3.1.3.2, quotes first, then one round of percent-decoding.
   */
  private @Nullable String decode(String value) {
    String unquoted = unquote(value.trim());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(unquoted.length());
    for (int i = 0; i < unquoted.length(); i++) {
      char c = unquoted.charAt(i);
      if (c < ' ' || c > '~') {
        return null;
      }
      if (c == '%') {
        int high = i + 2 < unquoted.length() ? hex(unquoted.charAt(i + 1)) : -1;
        int low = high < 0 ? -1 : hex(unquoted.charAt(i + 2));
        if (low < 0) {
          return null;
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    byte[] utf8 = bytes.toByteArray();
    if (!Utf8.isWellFormed(utf8, 0, utf8.length)) {
      members.refuse(ErrorCode.MALFORMED_UTF8, "header", value, "UTF-8 behind %XX");
      return null;
    }
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private static String unquote(String value) {
    if (value.length() < 2 || value.charAt(0) != '"' || !value.endsWith("\"")) {
      return value;
    }
    StringBuilder text = new StringBuilder(value.length());
    for (int i = 1; i < value.length() - 1; i++) {
      if (value.charAt(i) == '\\' && i + 1 < value.length() - 1) {
        i++;
      }
      text.append(value.charAt(i));
    }
    return text.toString();
  }

  private static int hex(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }
}
