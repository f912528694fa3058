package io.tallystick.app.canary;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a node, mostly its own port, opened again when it breaks. Used by one thread; {@link
 * #close} may come from any.
 *
 * <p>Reads what our own server sends: a status line, headers with a content-length, a body.
 */
public final class LoopbackConnection implements AutoCloseable {

  /*
   * A socket and not an HTTP client library: the canary of an idle node must not cost a thread
   * pool, and it asks for nothing that such a library would be needed for.
   */

  private static final int LINE_BYTES_MAX = 16 << 10;
  private static final int BODY_BYTES_MAX = 1 << 20;

  /** Where a server can be reached, tried in this order. */
  public interface Addresses {
    List<InetSocketAddress> now() throws IOException;
  }

  /** An answer. */
  record Reply(int status, String body) {}

  private final Addresses addresses;
  private final String headers;
  private final int timeoutMillis;
  private volatile @Nullable Socket socket;
  private volatile boolean closed;
  private @Nullable InputStream in;

  /**
   * @param bound what the server listens on
   * @param header a header line that every request carries
   */
  LoopbackConnection(InetSocketAddress bound, String header, int timeoutMillis) {
    this(() -> reachable(bound), header, timeoutMillis);
  }

  /**
   * @param addresses asked for each connection
   * @param header a header line that every request carries
   */
  LoopbackConnection(Addresses addresses, String header, int timeoutMillis) {
    this.addresses = addresses;
    this.headers = "host: localhost\r\n" + header + "\r\n";
    this.timeoutMillis = timeoutMillis;
  }

  /** Where a server that is bound so can be reached from this machine. */
  static List<InetSocketAddress> reachable(InetSocketAddress bound) {
    if (!bound.getAddress().isAnyLocalAddress()) {
      return List.of(bound);
    }
    try {
      // all interfaces may mean those of one family only, and either spelling may mean both
      InetAddress six =
          InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
      InetAddress four = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      boolean sixFirst = bound.getAddress().getAddress().length == 16;
      return List.of(
          new InetSocketAddress(sixFirst ? six : four, bound.getPort()),
          new InetSocketAddress(sixFirst ? four : six, bound.getPort()));
    } catch (UnknownHostException e) {
      throw new AssertionError("addresses of 16 and 4 bytes", e);
    }
  }

  /** Asks for {@code pathAndQuery}. */
  Reply get(String pathAndQuery) throws IOException {
    return exchange("GET " + pathAndQuery + " HTTP/1.1\r\n" + headers + "\r\n");
  }

  /** Posts a JSON body; it may be sent twice. */
  Reply post(String path, String body) throws IOException {
    return exchange("POST " + path + " HTTP/1.1\r\n" + headers
        + "content-type: application/json\r\ncontent-length: "
        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
  }

  private Reply exchange(String request) throws IOException {
    boolean reused = socket != null;
    try {
      return exchangeOnce(request);
    } catch (EOFException | SocketException e) {
      disconnect();
      if (!reused || closed) {
        throw e;
      }
      // the server ends connections that are old or were idle for long
      return exchangeOnce(request);
    } catch (IOException e) {
      disconnect();
      throw e;
    }
  }

  private Reply exchangeOnce(String request) throws IOException {
    Socket open = connected();
    InputStream input = in;
    if (input == null) {
      throw new SocketException("connection: closed (expected: open)");
    }
    open.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    String[] status = line(input).split(" ", 3);
    if (status.length < 2 || !status[1].matches("[1-5][0-9]{2}")) {
      throw new IOException("status line: " + String.join(" ", status) + " (expected: HTTP)");
    }
    int length = -1;
    boolean last = false;
    for (String header = line(input); !header.isEmpty(); header = line(input)) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(lower.indexOf(':') + 1).strip());
      }
      last |= lower.startsWith("connection:") && lower.contains("close");
    }
    if (length < 0 || length > BODY_BYTES_MAX) {
      throw new IOException("content-length: " + length + " (expected: 0.." + BODY_BYTES_MAX + ")");
    }
    byte[] body = input.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("body: " + body.length + " bytes (expected: " + length + ")");
    }
    if (last) {
      disconnect();
    }
    return new Reply(Integer.parseInt(status[1]), new String(body, StandardCharsets.UTF_8));
  }

  private Socket connected() throws IOException {
    Socket known = socket;
    if (known != null) {
      return known;
    }
    IOException failure = null;
    for (InetSocketAddress address : addresses.now()) {
      Socket fresh = new Socket();
      try {
        fresh.connect(address, timeoutMillis);
        fresh.setTcpNoDelay(true);
        fresh.setSoTimeout(timeoutMillis);
        in = new BufferedInputStream(fresh.getInputStream());
        socket = fresh;
        if (closed) {
          throw new SocketException("connection: closed (expected: open)");
        }
        return fresh;
      } catch (IOException e) {
        fresh.close();
        failure = e;
      }
    }
    throw failure == null ? new SocketException("connection: no address") : failure;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("connection: ended by the server");
      }
      if (line.length() == LINE_BYTES_MAX) {
        throw new IOException("header: > " + LINE_BYTES_MAX + " bytes (expected: fewer)");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  private void disconnect() {
    Socket known = socket;
    socket = null;
    in = null;
    if (known != null) {
      try {
        known.close();
      } catch (IOException ignored) {
        // it is given up anyway
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    Socket known = socket;
    if (known != null) {
      try {
        known.close();
      } catch (IOException ignored) {
        // it is given up anyway
      }
    }
  }
}
