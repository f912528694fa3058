package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  private final TestServer node = new TestServer();

  private CompletableFuture<HttpResponse<String>> post() {
    return node.client.sendAsync(
        node.request("/v1/events")
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(EventBodies.plain("drain", 1)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void awaitHeld(int count) {
    while (node.log.heldCount() < count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whatIsInFlightIsFinished() throws Exception {
    int port = node.server.port();
    node.log.hold();
    CompletableFuture<HttpResponse<String>> inFlight = post();
    awaitHeld(1);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(node::close);
    while (node.get("/ready").statusCode() == 200) {
      Thread.onSpinWait();
    }
    HttpResponse<String> refused = post().get(60, TimeUnit.SECONDS);
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
    node.log.hold();
    CompletableFuture<HttpResponse<String>> inFlight = post();
    awaitHeld(1);
    CompletableFuture.runAsync(node::close).get(60, TimeUnit.SECONDS);
    assertThat(inFlight
            .handle((answer, failure) -> failure != null || answer.statusCode() == 503)
            .get(60, TimeUnit.SECONDS))
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource(value = NodeStatus.State.class, mode = EnumSource.Mode.EXCLUDE, names = "READY")
  void aNodeThatIsNotReadyTakesNothing(NodeStatus.State state) throws Exception {
    try (node) {
      node.status.state = state;
      HttpResponse<String> answer = post().get(60, TimeUnit.SECONDS);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("\"code\":\"unavailable\"");
      assertThat(node.log.eventCount()).isZero();
    }
  }
}
