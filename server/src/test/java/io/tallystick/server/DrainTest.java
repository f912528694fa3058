package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.event.EventLimits;
import io.tallystick.core.node.NodeStatus;
import java.net.ConnectException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Goal: a stop refuses what is new, finishes what is in flight, and comes to an end. */
class DrainTest {

  /** A stop waits for what is in flight for longer than a busy machine stands still. */
  private static final ServerSettings PATIENT =
      new ServerSettings("127.0.0.1", 0, 2, 2, 256, 32L << 20, 300_000, 300_000, 120_000);

  private static CompletableFuture<HttpResponse<String>> post(TestServer node) {
    return node.client.sendAsync(
        node.request("/v1/events")
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(EventBodies.plain("drain", 1)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void awaitHeld(TestServer node) {
    while (node.log.heldCount() == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whatIsInFlightIsFinished() throws Exception {
    TestServer node = new TestServer(PATIENT, EventLimits.DEFAULT);
    int port = node.server.port();
    node.log.hold();
    CompletableFuture<HttpResponse<String>> inFlight = post(node);
    awaitHeld(node);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(node::close);
    while (node.get("/ready").statusCode() == 200) {
      Thread.onSpinWait();
    }
    HttpResponse<String> refused = post(node).get(60, TimeUnit.SECONDS);
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
    assertThat(closed).isNotDone();
    node.log.release();
    assertThat(inFlight.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
    closed.get(60, TimeUnit.SECONDS);
    assertThatThrownBy(() -> new RawClient(port)).isInstanceOf(ConnectException.class);
  }

  @Test
  void aStopEndsEvenIfTheLogNeverAnswers() throws Exception {
    TestServer node = new TestServer();
    node.log.hold();
    CompletableFuture<HttpResponse<String>> inFlight = post(node);
    awaitHeld(node);
    CompletableFuture.runAsync(node::close).get(60, TimeUnit.SECONDS);
    assertThat(inFlight
            .handle((answer, failure) -> failure != null || answer.statusCode() == 503)
            .get(60, TimeUnit.SECONDS))
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource(value = NodeStatus.State.class, mode = EnumSource.Mode.EXCLUDE, names = "READY")
  void aNodeThatIsNotReadyTakesNothing(NodeStatus.State state) throws Exception {
    try (TestServer node = new TestServer()) {
      node.status.state = state;
      HttpResponse<String> answer = post(node).get(60, TimeUnit.SECONDS);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("\"code\":\"unavailable\"");
      assertThat(node.log.eventCount()).isZero();
    }
  }
}
