package io.tallystick.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events from a plain socket. Used by one thread. */
final class LiveClient implements AutoCloseable {

  /** One message. */
  record Message(String event, long id, String data) {}

  private static final int TIMEOUT_MILLIS = 60_000;

  private final Socket socket;
  private final BufferedReader reader;
  final String status;
  final List<String> headers = new ArrayList<>();
  long retryMillis;

  LiveClient(int port, String path) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    OutputStream out = socket.getOutputStream();
    out.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    reader =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    status = line();
    for (String header = line(); !header.isEmpty(); header = line()) {
      headers.add(header);
    }
  }

  private String line() throws IOException {
    String line = reader.readLine();
    if (line == null) {
      throw new IOException("stream: ended (expected: a line)");
    }
    return line;
  }

  /** The next message; null at the end of the stream. Chunk sizes between them are skipped. */
  @Nullable
  Message next() throws IOException {
    String event = "";
    long id = 0;
    String data = "";
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith("retry: ")) {
        retryMillis = Long.parseLong(line.substring(7));
      } else if (line.startsWith("id: ")) {
        id = Long.parseLong(line.substring(4));
      } else if (line.startsWith("event: ")) {
        event = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data = line.substring(6);
      } else if (line.isEmpty() && !event.isEmpty()) {
        return new Message(event, id, data);
      }
    }
    return null;
  }

  /** The next message of that name. */
  Message next(String event) throws IOException {
    while (true) {
      Message message = next();
      if (message == null) {
        throw new IOException("stream: ended (expected: a message " + event + ")");
      }
      if (message.event().equals(event)) {
        return message;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
