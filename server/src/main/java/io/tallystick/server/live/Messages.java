package io.tallystick.server.live;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes server-sent events. Stateless. */
final class Messages {

  static final byte[] NONE = {};

  private Messages() {}

  /** One message; {@code json} is one line. */
  static byte[] message(String event, long id, byte[] json) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(json.length + 64);
    bytes.writeBytes(ascii("id: " + id + "\nevent: " + event + "\ndata: "));
    bytes.writeBytes(json);
    bytes.writeBytes(ascii("\n\n"));
    return bytes.toByteArray();
  }

  /** Says after how many milliseconds a reader whose connection broke connects again. */
  static byte[] retry(long millis) {
    return ascii("retry: " + millis + "\n\n");
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
