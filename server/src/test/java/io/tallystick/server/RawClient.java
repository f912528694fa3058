package io.tallystick.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client that sends whatever a test wants, byte by byte if need be, and reads what comes. */
final class RawClient implements AutoCloseable {

  /**
   * What came.
   *
   * @param status of the answer
   * @param head status line and headers, in lower case
   */
  record Answer(int status, String head, String body) {

    boolean isKeptAlive() {
      return !head.contains("connection: close");
    }
  }

  private final Socket socket = new Socket();
  private final InputStream input;
  private final OutputStream output;

  RawClient(int port) throws IOException {
    socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
    socket.setSoTimeout(60_000);
    socket.setTcpNoDelay(true);
    input = socket.getInputStream();
    output = socket.getOutputStream();
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    output.write(bytes);
    output.flush();
    return this;
  }

  /** Says that nothing more will be sent, and goes on reading. */
  RawClient halfClose() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Goes away without a word: the server sees a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /**
   * The next answer.
   *
   * @throws IOException when the connection ends before it is complete
   */
  Answer read() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!endsWithEmptyLine(head)) {
      int next = input.read();
      if (next < 0) {
        throw new IOException("answer: ended after " + head.size() + " bytes");
      }
      head.write(next);
    }
    String text = head.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    int status = Integer.parseInt(text.substring(9, 12));
    int at = text.indexOf("content-length: ");
    int length = at < 0
        ? 0
        : Integer.parseInt(text.substring(at + 16, text.indexOf('\r', at)).trim());
    return new Answer(status, text, new String(input.readNBytes(length), StandardCharsets.UTF_8));
  }

  private static boolean endsWithEmptyLine(ByteArrayOutputStream head) {
    byte[] bytes = head.toByteArray();
    int end = bytes.length;
    return end >= 4
        && bytes[end - 4] == '\r'
        && bytes[end - 3] == '\n'
        && bytes[end - 2] == '\r'
        && bytes[end - 1] == '\n';
  }

  /** Reads until the server closes, and answers everything that came. */
  String readAll() throws IOException {
    return new String(input.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
