package io.tallystick.protocol.event;

import java.util.BitSet;

/**
 * Tells whether a text is a URI-reference (RFC 3986 section 4.1), which the source of a CloudEvent
 * has to be.
 *
 * <p>Checked are the characters, the percent encoding, that there is one fragment at most, and that
 * what stands before the first colon of the first segment is a scheme. The inside of an authority
 * is not checked: we never connect to it.
 */
final class UriReference {

  private static final BitSet ALLOWED = new BitSet(128);

  static {
    ALLOWED.set('a', 'z' + 1);
    ALLOWED.set('A', 'Z' + 1);
    ALLOWED.set('0', '9' + 1);
    for (char c : "-._~:/?#[]@!$&'()*+,;=%".toCharArray()) {
      ALLOWED.set(c);
    }
  }

  private UriReference() {}

  static boolean isValid(byte[] bytes, int from, int to) {
    boolean scheme = true; // so far, what was read may be one
    boolean firstSegment = true;
    boolean fragment = false;
    for (int i = from; i < to; i++) {
      byte c = bytes[i];
      if (c < 0 || !ALLOWED.get(c)) {
        return false;
      }
      if (c == '%' && !(i + 2 < to && isHex(bytes[i + 1]) && isHex(bytes[i + 2]))) {
        return false;
      }
      if (c == '#' && fragment) {
        return false;
      }
      if (c == ':' && firstSegment) {
        if (!scheme || i == from) {
          return false;
        }
        firstSegment = false;
      }
      fragment |= c == '#';
      firstSegment &= c != '/' && c != '?' && c != '#';
      scheme &= isLetter(c) || (i > from && (isDigit(c) || c == '+' || c == '-' || c == '.'));
    }
    return true;
  }

  private static boolean isHex(byte c) {
    return isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
  }

  private static boolean isLetter(byte c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }
}
