package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.event.EventLimits;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Goal: memory for what is in flight has a limit, is refused beyond it, and is always given back. */
class OverloadTest {

  private static final int BODY_BYTES_MAX = 64 << 10;
  private static final EventLimits LIMITS =
      new EventLimits(BODY_BYTES_MAX, 5_000, 10_000, 1_000, 32, 300_000, 0);
  private static final ServerSettings SETTINGS =
      new ServerSettings("127.0.0.1", 0, 2, 2, 256, BODY_BYTES_MAX, 60_000, 60_000, 3_000);

  private final TestServer node = new TestServer(SETTINGS, LIMITS);

  @AfterEach
  void close() {
    node.log.release();
    node.close();
  }

  private HttpRequest request(byte[] body) {
    return node.request("/v1/events")
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  private CompletableFuture<HttpResponse<String>> post(byte[] body) {
    return node.client.sendAsync(request(body), HttpResponse.BodyHandlers.ofString());
  }

  private double inFlightBytes() {
    return node.meters.get("tallystick.in.flight.bytes").gauge().value();
  }

  private double requests(String outcome) {
    return node.meters
        .get("tallystick.ingest.requests")
        .tag("outcome", outcome)
        .counter()
        .count();
  }

  private void awaitNothingInFlight() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (inFlightBytes() > 0) {
      assertThat(System.nanoTime()).as("in flight: " + inFlightBytes()).isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  @Test
  void aStalledLogLeadsToRefusalsAndTheNodeRecovers() throws Exception {
    node.log.hold();
    byte[] body = EventBodies.largeArray(40_000);
    List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
    HttpResponse<String> refused = null;
    while (refused == null) {
      CompletableFuture<HttpResponse<String>> next = post(body);
      int heldBefore = held.size();
      while (!next.isDone() && node.log.heldCount() == heldBefore) {
        Thread.onSpinWait();
      }
      if (node.log.heldCount() > heldBefore) {
        held.add(next);
      } else {
        refused = next.get();
      }
    }
    assertThat(held).isNotEmpty();
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
    assertThat(refused.body()).contains("\"code\":\"overloaded\"").contains("\"retryable\":true");
    assertThat(inFlightBytes()).isPositive().isLessThanOrEqualTo(BODY_BYTES_MAX);
    // the node is well: it only has no memory for more events
    assertThat(node.get("/ready").statusCode()).isEqualTo(200);

    node.log.release();
    for (CompletableFuture<HttpResponse<String>> answer : held) {
      assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
    }
    awaitNothingInFlight();
    assertThat(post(body).get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
  }

  @Test
  void aClientThatVanishesInTheMiddleOfItsBodyGivesItsMemoryBack() throws Exception {
    for (int i = 0; i < 20; i++) {
      RawClient client = new RawClient(node.server.port());
      client.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
          + "Content-Length: " + BODY_BYTES_MAX + "\r\n\r\n[" + " ".repeat(1_000));
      if (i % 2 == 0) {
        client.reset();
      } else {
        client.close();
      }
    }
    while (requests("disconnected") + requests("overloaded") < 20) {
      Thread.sleep(5);
    }
    awaitNothingInFlight();
    assertThat(post(EventBodies.largeArray(40_000)).get().statusCode()).isEqualTo(202);
  }

  @Test
  void aClientThatVanishesBeforeItsAnswerGivesItsMemoryBackWithTheAppend() throws Exception {
    node.log.hold();
    byte[] body = EventBodies.largeArray(20_000);
    try (RawClient client = new RawClient(node.server.port())) {
      client.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
          + "Content-Length: " + body.length + "\r\n\r\n");
      client.send(body);
      while (node.log.heldCount() == 0) {
        Thread.onSpinWait();
      }
      client.reset();
    }
    assertThat(inFlightBytes()).as("the log still holds the batch").isPositive();
    node.log.release();
    awaitNothingInFlight();
  }

  @Test
  void refusedRequestsOfEveryKindGiveTheirMemoryBack() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertThat(post(new byte[1_000 + i]).get().statusCode()).isEqualTo(400);
      assertThat(post(new byte[BODY_BYTES_MAX + 1]).get().statusCode()).isEqualTo(413);
    }
    node.log.fail(new IllegalStateException("disk full"));
    assertThat(post(EventBodies.largeArray(40_000)).get().statusCode()).isEqualTo(503);
    awaitNothingInFlight();
  }
}
