package io.tallystick.server.ledger;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Finds the id of an event in the path of a request. Stateless. */
final class EventPath {

  /*
   * An id is any text: whatever comes after the prefix, slashes included, with percent signs
   * resolved once. What HTTP does not let through as a path (two dots between slashes) or tidies up
   * (two slashes) can be asked for as a query parameter instead.
   */

  private EventPath() {}

  /**
   * The id that follows {@code prefix}; empty when there is none.
   *
   * @param rawPath as it was sent, without the query
   * @throws RefusedException when it is no text
   */
  static String id(String rawPath, String prefix) {
    String encoded = rawPath.startsWith(prefix) ? rawPath.substring(prefix.length()) : "";
    byte[] sent = encoded.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[sent.length];
    int length = 0;
    for (int i = 0; i < sent.length; i++) {
      if (sent[i] != '%') {
        bytes[length++] = sent[i];
        continue;
      }
      int high = i + 2 < sent.length ? Character.digit(sent[i + 1], 16) : -1;
      int low = i + 2 < sent.length ? Character.digit(sent[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw refused(encoded, "two hexadecimal digits after each %; % itself is %25");
      }
      bytes[length++] = (byte) (high << 4 | low);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw refused(encoded, "UTF-8, percent-encoded");
    }
  }

  private static RefusedException refused(String value, String expected) {
    return new RefusedException(ErrorCode.INVALID_PARAMETER, "id", value, expected);
  }
}
