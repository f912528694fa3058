package io.tallystick.protocol.event;

/**
 * Finds where an element of an array ends, however broken it is inside.
 *
 * <p>Nothing but brackets and strings is looked at: an object ends at the brace that closes it,
 * whatever square brackets are open then, so that a forgotten one spoils no other element.
 */
final class JsonElementSplitter {

  /*
   * Two counters instead of a stack: nesting of any depth costs no memory. One pass, so that the
   * whole of a body costs linear time even if every element is broken.
   */

  private JsonElementSplitter() {}

  /** White space as of RFC 8259. */
  static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /** The first position from {@code from} that is not white space, at most {@code to}. */
  static int skipSpace(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && isSpace(bytes[at])) {
      at++;
    }
    return at;
  }

  /**
   * The end of the element that begins at {@code from}, at least one byte further, or -1 when it has
   * none before {@code to}.
   */
  static int end(byte[] bytes, int from, int to) {
    switch (bytes[from]) {
      case '{':
      case '[':
        return structureEnd(bytes, from, to, bytes[from] == '{');
      case '"':
        int quote = stringEnd(bytes, from, to);
        return quote < 0 ? -1 : quote + 1;
      default:
        int at = from + 1;
        while (at < to && !isSpace(bytes[at]) && !isStructural(bytes[at])) {
          at++;
        }
        return at;
    }
  }

  /** The next position from which an array can be read on, at most {@code to}. */
  static int noiseEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != ',' && bytes[at] != ']' && bytes[at] != '{') {
      at++;
    }
    return at;
  }

  private static int structureEnd(byte[] bytes, int from, int to, boolean object) {
    int braces = 0;
    int squares = 0;
    for (int at = from; at < to; at++) {
      switch (bytes[at]) {
        case '"':
          at = stringEnd(bytes, at, to);
          if (at < 0) {
            return -1;
          }
          break;
        case '{':
          braces++;
          break;
        case '[':
          squares++;
          break;
        case '}':
          braces--;
          if (object && braces == 0) {
            return at + 1;
          }
          break;
        case ']':
          if (squares == 0) {
            // closes the array that the element stands in
            return at;
          }
          squares--;
          if (!object && squares == 0) {
            return at + 1;
          }
          break;
        default:
      }
    }
    return -1;
  }

  private static boolean isStructural(byte b) {
    return b == '{' || b == '}' || b == '[' || b == ']' || b == ',' || b == '"';
  }

  /** The position of the quote that closes the string which opens at {@code from}, or -1. */
  private static int stringEnd(byte[] bytes, int from, int to) {
    for (int at = from + 1; at < to; at++) {
      if (bytes[at] == '"') {
        return at;
      }
      if (bytes[at] == '\\') {
        at++;
      }
    }
    return -1;
  }
}
