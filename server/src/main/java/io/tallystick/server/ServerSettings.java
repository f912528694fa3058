package io.tallystick.server;

/**
 * How the server listens and what it lets in at once.
 *
 * @param bindAddress address to listen on, such as {@code 0.0.0.0}
 * @param port TCP port, 0 to 65535; 0 takes any free one
 * @param eventLoopThreads threads that read, decode and write; one per core is right
 * @param blockingThreads threads for what may wait: scrapes and queries
 * @param connectionsMax most open connections; further ones are closed at once
 * @param inFlightBytesMax memory that bodies and batches may hold between arrival and
 *     acknowledgement; beyond it requests are refused with 429
 * @param requestTimeoutMillis longest time from the first byte of a request to its answer
 * @param idleTimeoutMillis after which a connection without requests is closed
 * @param drainTimeoutMillis longest time that a stop waits for requests in flight
 */
public record ServerSettings(
    String bindAddress,
    int port,
    int eventLoopThreads,
    int blockingThreads,
    int connectionsMax,
    long inFlightBytesMax,
    long requestTimeoutMillis,
    long idleTimeoutMillis,
    long drainTimeoutMillis) {

  /** What a node uses unless configured otherwise. */
  public static final ServerSettings DEFAULT = new ServerSettings(
      "0.0.0.0",
      8080,
      Runtime.getRuntime().availableProcessors(),
      Math.max(2, Runtime.getRuntime().availableProcessors()),
      4096,
      64L << 20,
      30_000,
      60_000,
      5_000);

  public ServerSettings {
    if (bindAddress.isBlank()) {
      throw new IllegalArgumentException("bindAddress: empty (expected: an address)");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0..65535)");
    }
    positive("eventLoopThreads", eventLoopThreads);
    positive("blockingThreads", blockingThreads);
    positive("connectionsMax", connectionsMax);
    positive("inFlightBytesMax", inFlightBytesMax);
    positive("requestTimeoutMillis", requestTimeoutMillis);
    positive("idleTimeoutMillis", idleTimeoutMillis);
    positive("drainTimeoutMillis", drainTimeoutMillis);
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }

  /** The same, on another address and port. */
  public ServerSettings listeningOn(String address, int otherPort) {
    return new ServerSettings(
        address,
        otherPort,
        eventLoopThreads,
        blockingThreads,
        connectionsMax,
        inFlightBytesMax,
        requestTimeoutMillis,
        idleTimeoutMillis,
        drainTimeoutMillis);
  }
}
