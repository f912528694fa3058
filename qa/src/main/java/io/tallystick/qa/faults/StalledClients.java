package io.tallystick.qa.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections that keep a node waiting, each in one of five ways. Used by one thread. */
final class StalledClients implements AutoCloseable {

  private static final String BODY_BEGIN = "[{\"id\":\"never\",\"type\":\"view\",\"subj";

  private static final String HEAD =
      "POST /v1/events HTTP/1.1\r\nHost: node\r\n" + "Content-Type: application/json\r\n";

  /** What a client sends before it stalls. */
  private enum Kind {
    SILENT(""),
    HALF_HEAD("POST /v1/events HTTP/1.1\r\nHost: no"),
    HALF_BODY(HEAD + "Content-Length: 1000\r\n\r\n" + BODY_BEGIN),
    CHUNKED(HEAD + "Transfer-Encoding: chunked\r\n\r\n24\r\n" + BODY_BEGIN + "\r\n"),
    /** Goes on with a byte at a time. */
    BYTE_WISE(HEAD + "Content-Length: 100000\r\n\r\n["),
    /** Breaks the connection in the middle, and comes again. */
    VANISHING(HEAD + "Content-Length: 1000\r\n\r\n" + BODY_BEGIN);

    final byte[] begin;

    Kind(String begin) {
      this.begin = begin.getBytes(StandardCharsets.US_ASCII);
    }
  }

  private static final class Client {
    final Kind kind;
    SocketChannel channel;

    Client(Kind kind, SocketChannel channel) {
      this.kind = kind;
      this.channel = channel;
    }
  }

  private final InetSocketAddress address;
  private final List<Client> clients = new ArrayList<>();
  private long vanished;

  StalledClients(URI node) {
    address = new InetSocketAddress(node.getHost(), node.getPort());
  }

  /** Opens more connections. */
  void open(int connections) throws IOException {
    for (int i = 0; i < connections; i++) {
      Kind kind = Kind.values()[i % Kind.values().length];
      clients.add(new Client(kind, connect(kind)));
    }
  }

  private SocketChannel connect(Kind kind) throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    channel.write(ByteBuffer.wrap(kind.begin));
    return channel;
  }

  /** Lets byte-wise clients send a byte, and vanishing ones vanish and come again. */
  void goOn() throws IOException {
    for (Client client : clients) {
      if (client.kind == Kind.BYTE_WISE) {
        try {
          client.channel.write(ByteBuffer.wrap(new byte[] {' '}));
        } catch (IOException refused) {
          client.channel.close();
          client.channel = connect(client.kind);
        }
      } else if (client.kind == Kind.VANISHING) {
        breakConnection(client.channel);
        client.channel = connect(client.kind);
        vanished++;
      }
    }
  }

  /** Closes with a reset instead of a good-bye. */
  private static void breakConnection(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  /** Connections that broke in the middle of a request. */
  long vanished() {
    return vanished;
  }

  /** Breaks all connections. */
  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      breakConnection(client.channel);
    }
    clients.clear();
  }
}
