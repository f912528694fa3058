package io.tallystick.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The calls of the demo, as any client of the HTTP API makes them. */
final class NodeClient {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final HttpClient http = HttpClient.newBuilder()
      .version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(TIMEOUT)
      .build();
  private final String ingest;
  private final String address;
  private Instant answersNotBefore = Instant.EPOCH;

  /**
   * A client of one node, or of the nodes of a cluster.
   *
   * @param ingest where events are sent, such as {@code http://localhost:8080}
   * @param address where everything else is asked
   */
  NodeClient(String ingest, String address) {
    this.ingest = ingest;
    this.address = address;
  }

  /**
   * A row of a top list.
   *
   * @param name value of the dimension
   * @param number of the function that was asked for
   */
  record Leader(String name, long number) {}

  /**
   * Sends events and waits until the node has made them durable.
   *
   * @param ndjson one event a line
   * @return how many it accepted
   * @throws IOException also when an event was rejected
   */
  int send(byte[] ndjson) throws IOException {
    JsonNode answer = answer(HttpRequest.newBuilder(URI.create(ingest + "/v1/events"))
        .header("Content-Type", "application/x-ndjson")
        .POST(HttpRequest.BodyPublishers.ofByteArray(ndjson)));
    if (!answer.path("rejected").isEmpty()) {
      throw new IOException(
          "POST /v1/events rejected an edit: " + answer.path("rejected").get(0));
    }
    return answer.path("accepted").asInt();
  }

  /** The totals of the ledger: accepted, counted, duplicate, inFlight. */
  JsonNode totals() throws IOException {
    return get("/v1/status").path("totals");
  }

  /**
   * Waits until every event that was accepted has its fate; later answers know of all of them.
   *
   * @param sent how many were accepted
   */
  void awaitCounted(long sent) throws IOException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    JsonNode totals = totals();
    while (totals.path("inFlight").asLong() > 0 || totals.path("accepted").asLong() < sent) {
      if (System.nanoTime() > deadline) {
        throw new IOException("the node stopped counting: " + totals);
      }
      pause();
      totals = totals();
    }
    answersNotBefore = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  /** The leaders of one dimension over all time. */
  List<Leader> top(String dimension, String function, int k) throws IOException {
    JsonNode answer =
        query("/v1/top?type=edit&dimension=%s&function=%s&k=%d".formatted(dimension, function, k));
    List<Leader> leaders = new ArrayList<>();
    for (JsonNode result : answer.path("results")) {
      leaders.add(new Leader(result.path(dimension).asText(), exact(result.path(function))));
    }
    return leaders;
  }

  /** The only result of a stats query. */
  JsonNode stats(String parameters) throws IOException {
    return query("/v1/stats?type=edit&" + parameters).path("results").path(0);
  }

  /** The number, or an exception when it is none or not whole. */
  static long exact(JsonNode number) {
    return number.decimalValue().longValueExact();
  }

  /** A node may give an answer again for a moment; asOf says how old an answer is. */
  private JsonNode query(String path) throws IOException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    JsonNode answer = get(path);
    while (Instant.parse(answer.path("asOf").asText()).isBefore(answersNotBefore)) {
      if (System.nanoTime() > deadline) {
        throw new IOException(path + ": the answers stopped changing: " + answer);
      }
      pause();
      answer = get(path);
    }
    return answer;
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private JsonNode get(String path) throws IOException {
    return answer(HttpRequest.newBuilder(URI.create(address + path)).GET());
  }

  private JsonNode answer(HttpRequest.Builder request) throws IOException {
    HttpRequest built = request.timeout(TIMEOUT).build();
    try {
      HttpResponse<byte[]> response = http.send(built, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() / 100 != 2) {
        throw new IOException("%s %s answered %d: %s"
            .formatted(
                built.method(),
                built.uri(),
                response.statusCode(),
                new String(response.body(), StandardCharsets.UTF_8)));
      }
      return JSON.readTree(response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
