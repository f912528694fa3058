package io.tallystick.cli.send;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Turns the bytes of a field into text, and refuses what is not text. */
final class FieldText {

  /*
   * Files are split as ISO 8859-1, which gives every byte back as it was. Only the fields that
   * become part of an event are decoded, and strictly: a wrong byte rejects its own line instead of
   * being replaced silently or ending the whole run.
   */

  private final Charset charset;

  FieldText(Charset charset) {
    this.charset = charset;
  }

  /** The text whose bytes are the characters of {@code bytes}. */
  String decode(String bytes) {
    for (int i = 0; i < bytes.length(); i++) {
      if (bytes.charAt(i) >= 0x80) {
        return decode(bytes.getBytes(StandardCharsets.ISO_8859_1), bytes);
      }
    }
    return bytes;
  }

  private String decode(byte[] bytes, String shown) {
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new RefusedException(
          ErrorCode.MALFORMED_UTF8, "field", shown, charset + " text; see --charset");
    }
  }

  /** For messages: the text of bytes, whatever they are. */
  String decodeLeniently(byte[] bytes) {
    return new String(bytes, charset);
  }
}
