package io.tallystick.cli.send;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of JSON text in UTF-8. */
final class EventBytes {

  private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

  private byte[] bytes = new byte[16 << 10];
  private int length;

  int length() {
    return length;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Forgets what stands behind {@code length}. */
  void truncate(int length) {
    this.length = length;
  }

  EventBytes raw(char ascii) {
    grow(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  EventBytes raw(String ascii) {
    return raw(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  EventBytes raw(byte[] utf8) {
    return raw(utf8, 0, utf8.length);
  }

  EventBytes raw(byte[] utf8, int offset, int count) {
    grow(count);
    System.arraycopy(utf8, offset, bytes, length, count);
    length += count;
    return this;
  }

  /** A JSON string. */
  EventBytes quoted(String text) {
    return raw('"').raw(ENCODER.quoteAsUTF8(text)).raw('"');
  }

  private void grow(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}
