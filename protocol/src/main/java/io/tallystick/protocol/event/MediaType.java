package io.tallystick.protocol.event;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what we need of a media type (RFC 9110 section 8.3.1). */
final class MediaType {

  private MediaType() {}

  /** Type and subtype in lower case, without parameters. */
  static String essence(String mediaType) {
    int end = mediaType.indexOf(';');
    String essence = end < 0 ? mediaType : mediaType.substring(0, end);
    return essence.trim().toLowerCase(Locale.ROOT);
  }

  /** The first parameter of that name, without quotes, or null. */
  static @Nullable String parameter(String mediaType, String name) {
    int from = mediaType.indexOf(';');
    while (from >= 0) {
      int end = mediaType.indexOf(';', from + 1);
      String part = mediaType.substring(from + 1, end < 0 ? mediaType.length() : end);
      int equals = part.indexOf('=');
      if (equals >= 0 && part.substring(0, equals).trim().equalsIgnoreCase(name)) {
        return part.substring(equals + 1).trim().replace("\"", "");
      }
      from = end;
    }
    return null;
  }

  /** Whether what has this type is JSON: {@code application/json}, or a type such as `a/b+json`. */
  static boolean isJson(String mediaType) {
    String essence = essence(mediaType);
    return essence.endsWith("/json") || essence.endsWith("+json");
  }

  /** Whether it has the form {@code type/subtype}, with or without parameters. */
  static boolean isValid(String mediaType) {
    String essence = essence(mediaType);
    int slash = essence.indexOf('/');
    return slash > 0 && isToken(essence, 0, slash) && isToken(essence, slash + 1, essence.length());
  }

  private static boolean isToken(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!letterOrDigit && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return from < to;
  }
}
