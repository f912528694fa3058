package io.tallystick.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallystick.benchmarks.load.HttpConnection;
import java.io.IOException;
import java.time.Duration;

/** Questions to a node over one connection. Single-threaded. */
final class NodeQuestions implements AutoCloseable {

  private static final Duration DRAIN_TIME_MAX = Duration.ofMinutes(10);
  private static final int DRAIN_POLL_MILLIS = 2;

  /** A node ends a connection that has been idle for a minute; a phase may take longer. */
  private static final Duration IDLE_TIME_MAX = Duration.ofSeconds(30);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final int port;
  private HttpConnection connection;
  private long askedNanos = System.nanoTime();

  NodeQuestions(int port) throws IOException {
    this.port = port;
    connection = new HttpConnection(port);
  }

  private HttpConnection connection() throws IOException {
    long now = System.nanoTime();
    if (now - askedNanos > IDLE_TIME_MAX.toNanos()) {
      connection.close();
      connection = new HttpConnection(port);
    }
    askedNanos = now;
    return connection;
  }

  /** The JSON that {@code path} answers. */
  JsonNode get(String path) throws IOException {
    return answer(path, connection().get(path), 200);
  }

  /** Posts nothing to {@code path}, and returns the JSON that it answers. */
  JsonNode post(String path) throws IOException {
    return answer(path, connection().post(path), 202);
  }

  private JsonNode answer(String path, int status, int expected) throws IOException {
    if (status != expected) {
      throw new IOException(
          path + ": " + status + " " + connection.body() + " (expected: " + expected + ")");
    }
    return JSON.readTree(connection.body());
  }

  /** Waits until {@code accepted} events are in the log and every one of them has its fate. */
  void awaitProcessed(long accepted) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      JsonNode totals = get("/v1/status").path("totals");
      if (totals.path("accepted").asLong() >= accepted
          && totals.path("inFlight").asLong() == 0) {
        return;
      }
      if (System.nanoTime() - begin > DRAIN_TIME_MAX.toNanos()) {
        throw new IOException(
            "node: still in flight after " + DRAIN_TIME_MAX.toSeconds() + " s: " + totals);
      }
      Thread.sleep(DRAIN_POLL_MILLIS);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
