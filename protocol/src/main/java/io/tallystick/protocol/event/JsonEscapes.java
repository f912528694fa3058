package io.tallystick.protocol.event;

import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.TextSlice;
import io.tallystick.core.event.Utf8;

/**
 * Decodes the strings of one event that hold escapes, into bytes that are used again for the next
 * event. Some clients escape whatever is not ASCII.
 */
final class JsonEscapes {

  private static final int BYTES_AT_FIRST = 1024;

  private final int bytesMax;
  private byte[] decoded = new byte[0];
  private int used;

  JsonEscapes(EventLimits limits) {
    bytesMax = limits.eventBytesMax();
  }

  /** Begins the next event: the texts of the one before are gone. */
  void clear() {
    used = 0;
  }

  /**
   * Points {@code target} at the decoded form of the string whose text begins at {@code from}, and
   * returns the position of the quote that closes it; or -1 when it cannot be decoded to UTF-8.
   */
  int read(byte[] bytes, int from, int to, TextSlice target) {
    int end = end(bytes, from, to);
    if (end < 0) {
      return -1;
    }
    reserve(end - from);
    int start = used;
    int at = from;
    while (at < end) {
      if (bytes[at] != '\\') {
        decoded[used++] = bytes[at++];
        continue;
      }
      at = bytes[at + 1] == 'u' ? unicode(bytes, at, end) : single(bytes, at);
      if (at < 0) {
        return -1;
      }
    }
    if (!Utf8.isWellFormed(decoded, start, used - start)) {
      return -1;
    }
    target.set(decoded, start, used - start);
    return end;
  }

  private int end(byte[] bytes, int from, int to) {
    int limit = Math.min(to, from + bytesMax);
    for (int at = from; at < limit; at++) {
      byte b = bytes[at];
      if (b == '"') {
        return at;
      }
      if (b >= 0 && b < ' ') {
        return -1;
      }
      if (b == '\\') {
        at++;
      }
    }
    return -1;
  }

  /** Makes room; what is decoded is never longer than its escaped form. */
  private void reserve(int length) {
    if (length > decoded.length - used) {
      // texts that were decoded before keep the array that they point at
      decoded = new byte[Math.max(length, Math.max(BYTES_AT_FIRST, 2 * decoded.length))];
      used = 0;
    }
  }

  private int single(byte[] bytes, int at) {
    int index = "\"\\/bfnrt".indexOf(bytes[at + 1]);
    if (index < 0) {
      return -1;
    }
    decoded[used++] = (byte) "\"\\/\b\f\n\r\t".charAt(index);
    return at + 2;
  }

  /** Decodes the escape at {@code at}, or the two that make a surrogate pair. */
  private int unicode(byte[] bytes, int at, int end) {
    int unit = hex(bytes, at + 2, end);
    if (unit < 0 || Character.isLowSurrogate((char) unit)) {
      return -1;
    }
    if (!Character.isHighSurrogate((char) unit)) {
      append(unit);
      return at + 6;
    }
    boolean pair = at + 12 <= end && bytes[at + 6] == '\\' && bytes[at + 7] == 'u';
    int low = pair ? hex(bytes, at + 8, end) : -1;
    if (low < 0 || !Character.isLowSurrogate((char) low)) {
      return -1;
    }
    append(Character.toCodePoint((char) unit, (char) low));
    return at + 12;
  }

  private static int hex(byte[] bytes, int at, int end) {
    if (at + 4 > end) {
      return -1;
    }
    int unit = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = bytes[i] < 0 ? -1 : Character.digit(bytes[i], 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  private void append(int codePoint) {
    if (codePoint < 0x80) {
      decoded[used++] = (byte) codePoint;
    } else if (codePoint < 0x800) {
      decoded[used++] = (byte) (0xc0 | codePoint >> 6);
      decoded[used++] = (byte) (0x80 | (codePoint & 0x3f));
    } else if (codePoint < 0x10000) {
      decoded[used++] = (byte) (0xe0 | codePoint >> 12);
      decoded[used++] = (byte) (0x80 | (codePoint >> 6 & 0x3f));
      decoded[used++] = (byte) (0x80 | (codePoint & 0x3f));
    } else {
      decoded[used++] = (byte) (0xf0 | codePoint >> 18);
      decoded[used++] = (byte) (0x80 | (codePoint >> 12 & 0x3f));
      decoded[used++] = (byte) (0x80 | (codePoint >> 6 & 0x3f));
      decoded[used++] = (byte) (0x80 | (codePoint & 0x3f));
    }
  }
}
