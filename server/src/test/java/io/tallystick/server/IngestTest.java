package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Goal: a batch is acknowledged when it is durable, never before, and each event gets its answer. */
class IngestTest {

  private static final String TWO =
      "[{\"type\":\"view\",\"subject\":\"A\",\"id\":\"1\"},{\"type\":\"view\",\"subject\":\"B\"}]";

  private final TestServer node = new TestServer();

  @AfterEach
  void close() {
    node.close();
  }

  private HttpRequest.Builder post(String body) {
    return node.request("/v1/events")
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  @Test
  void acceptsABatch() {
    HttpResponse<String> answer = node.send(post(TWO));
    assertThat(answer.body()).isEqualTo("{\"accepted\":2,\"rejected\":[]}");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(node.log.eventCount()).isEqualTo(2);
  }

  @Test
  void namesTheBadOnesAndTakesTheGoodOnes() {
    HttpResponse<String> answer = node.send(post("[{\"type\":\"view\",\"subject\":\"A\"},"
        + "{\"type\":\"view\",\"id\":\"x7\"},{\"type\":\"view\",\"subject\":\"B\"}]"));
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body())
        .startsWith("{\"accepted\":2,\"rejected\":[{\"index\":1,\"id\":\"x7\","
            + "\"code\":\"missing-field\",\"message\":\"");
  }

  @Test
  void refusesABatchWithoutAGoodOne() {
    HttpResponse<String> answer = node.send(post("[{\"type\":\"view\"},{\"subject\":\"A\"}]"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(answer.body())
        .contains("\"code\":\"missing-field\"")
        .contains("\"accepted\":0,\"rejected\":[{\"index\":0,\"id\":null,");
    assertThat(node.log.eventCount()).isZero();
  }

  @Test
  void answersOnlyAfterTheAppend() throws Exception {
    node.log.hold();
    CompletableFuture<HttpResponse<String>> answer =
        node.client.sendAsync(post(TWO).build(), HttpResponse.BodyHandlers.ofString());
    while (node.log.heldCount() == 0) {
      Thread.onSpinWait();
    }
    assertThat(node.get("/health").statusCode()).isEqualTo(200);
    assertThat(answer).isNotDone();
    node.log.release();
    assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
  }

  @Test
  void aFailingLogIsUnavailable() {
    node.log.fail(new IllegalStateException("disk full"));
    HttpResponse<String> answer = node.send(post(TWO));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
    assertThat(answer.body()).contains("\"code\":\"unavailable\"").doesNotContain("disk full");
    node.log.fail(null);
    assertThat(node.send(post(TWO)).statusCode()).isEqualTo(202);
  }
}
