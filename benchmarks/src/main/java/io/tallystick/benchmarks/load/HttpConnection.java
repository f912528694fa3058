package io.tallystick.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 keep-alive connection over loopback, one request at a time. Single-threaded.
 *
 * <p>Reads only what our own server sends: a status line, headers with a content-length, a body.
 */
public final class HttpConnection implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 300_000;

  private final String authority;
  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;
  private byte[] buffer = new byte[1 << 14];
  private int filled;
  private String head = "";
  private int bodyAt;
  private int bodyLength;

  /** Connects to {@code port} of this machine. */
  public HttpConnection(int port) throws IOException {
    authority = authority(port);
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    out = socket.getOutputStream();
    in = socket.getInputStream();
  }

  static String authority(int port) {
    return "127.0.0.1:" + port;
  }

  /** The head of a request that posts events. */
  static String postHead(String authority, String contentType, int bodyLength) {
    return "POST /v1/events HTTP/1.1\r\nHost: " + authority + "\r\nContent-Type: " + contentType
        + "\r\nContent-Length: " + bodyLength + "\r\n\r\n";
  }

  /** Gets {@code path} and returns the status. */
  public int get(String path) throws IOException {
    return exchange(("GET " + path + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII));
  }

  /** Posts nothing to {@code path} and returns the status. */
  public int post(String path) throws IOException {
    return exchange(
        ("POST " + path + " HTTP/1.1\r\nHost: " + authority + "\r\nContent-Length: 0\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  /** Posts a small body to the events and returns the status. */
  public int post(String contentType, byte[] body) throws IOException {
    byte[] postHead =
        postHead(authority, contentType, body.length).getBytes(StandardCharsets.US_ASCII);
    byte[] request = new byte[postHead.length + body.length];
    System.arraycopy(postHead, 0, request, 0, postHead.length);
    System.arraycopy(body, 0, request, postHead.length, body.length);
    return exchange(request);
  }

  /** Sends a whole request, reads the whole response and returns its status. */
  int exchange(byte[] request) throws IOException {
    out.write(request);
    filled = 0;
    int headLength = -1;
    int scanned = 0;
    while (headLength < 0) {
      fill();
      headLength = headLength(scanned);
      scanned = Math.max(0, filled - 3);
    }
    head = new String(buffer, 0, headLength, StandardCharsets.ISO_8859_1);
    bodyAt = headLength;
    String length = header("content-length");
    if (length == null) {
      throw new IOException("response: no content-length in " + head.strip());
    }
    bodyLength = Integer.parseInt(length);
    while (filled < bodyAt + bodyLength) {
      fill();
    }
    return Integer.parseInt(head.substring(9, 12));
  }

  /** Header {@code name}, given in lower case, of the last response. */
  public @Nullable String header(String name) {
    String lower = head.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("\r\n" + name + ":");
    if (at < 0) {
      return null;
    }
    int begin = at + name.length() + 3;
    return head.substring(begin, head.indexOf("\r\n", begin)).strip();
  }

  /** The body of the last response. */
  public String body() {
    return new String(buffer, bodyAt, bodyLength, StandardCharsets.UTF_8);
  }

  private int headLength(int from) {
    for (int i = from; i + 3 < filled; i++) {
      if (buffer[i] == '\r'
          && buffer[i + 1] == '\n'
          && buffer[i + 2] == '\r'
          && buffer[i + 3] == '\n') {
        return i + 4;
      }
    }
    return -1;
  }

  private void fill() throws IOException {
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = in.read(buffer, filled, buffer.length - filled);
    if (read < 0) {
      throw new EOFException("the node closed the connection");
    }
    filled += read;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException ignored) {
      // nothing is left to be sent or read
    }
  }
}
