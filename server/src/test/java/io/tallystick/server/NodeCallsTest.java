package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.Ledger;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.node.CanaryReport;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.node.NodeStatus.Partition;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: what a node tells about itself is right in every state, and every path answers every method
 * sanely.
 */
class NodeCallsTest {

  private final TestServer node = new TestServer();

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void healthAnswersInEveryState() {
    for (NodeStatus.State state : NodeStatus.State.values()) {
      node.status.state = state;
      assertThat(node.get("/health").statusCode()).as(state.name()).isEqualTo(200);
    }
  }

  @Test
  void readyFollowsTheState() {
    node.status.partitions = List.of(
        new Partition(0, 1, 10, 7, 5, new Tally(new Fates(4, 2, 1), Fates.NONE), 0, 1, 6, 96, 0));
    assertThat(node.get("/ready").statusCode()).isEqualTo(200);
    node.status.state = NodeStatus.State.FAILED;
    node.status.failure = "partition 0: disk full";
    HttpResponse<String> answer = node.get("/ready");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .isEqualTo("{\"ready\":false,\"state\":\"failed\","
            + "\"failure\":\"partition 0: disk full\",\"imbalances\":[],"
            + "\"canary\":{\"state\":\"off\",\"problem\":null,\"events\":0,\"mismatches\":0,"
            + "\"visibleMillis\":null,\"exactAt\":null},\"pressures\":[],"
            + "\"partitions\":[{\"partition\":0,\"inFlight\":3}]}");
  }

  @Test
  void aLedgerThatDoesNotAddUpIsNotReady() {
    node.accounts.ledger = new Ledger(
        Ledger.Line.NONE, List.of(), List.of(), Ledger.Line.NONE, List.of("partition 1: 2 lost"));
    HttpResponse<String> answer = node.get("/ready");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .startsWith("{\"ready\":false,\"state\":\"ready\",\"failure\":null,"
            + "\"imbalances\":[\"partition 1: 2 lost\"],");
    assertThat(node.get("/v1/status").body())
        .contains("\"ready\":false")
        .contains("\"imbalances\":[\"partition 1: 2 lost\"]");
  }

  @Test
  void onlyAWrongCountOfTheCanaryMakesANodeUnready() {
    for (CanaryReport.State state : CanaryReport.State.values()) {
      node.canary = new CanaryReport(state, "because", 7, 1, 4125L, 1_795_341_605_250L);
      HttpResponse<String> answer = node.get("/ready");
      boolean wrong = state == CanaryReport.State.WRONG;
      assertThat(answer.statusCode()).as(state.name()).isEqualTo(wrong ? 503 : 200);
      assertThat(answer.body())
          .contains("\"canary\":{\"state\":\"" + state.text() + "\",\"problem\":\"because\","
              + "\"events\":7,\"mismatches\":1,\"visibleMillis\":4.125,"
              + "\"exactAt\":\"2026-11-22T10:00:05.250Z\"}");
    }
  }

  @Test
  void statusAddsUpThePartitions() {
    node.status.partitions = List.of(
        new Partition(0, 1, 10, 7, 5, new Tally(new Fates(4, 2, 1), Fates.NONE), 0, 1, 6, 96, 3),
        new Partition(
            1, 0, 20, 20, 20, new Tally(new Fates(20, 0, 0), Fates.NONE), 0, 0, 20, 320, 0));
    HttpResponse<String> answer = node.get("/v1/status");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(answer.body())
        .contains("\"totals\":{\"accepted\":30,\"counted\":24,\"duplicate\":2,"
            + "\"deadLettered\":1,\"inFlight\":3}")
        .contains("\"version\":\"test\"")
        .contains("\"dimensions\":[[\"subject\"]]");
  }

  @Test
  void unknownPathIsAProblem() {
    HttpResponse<String> answer = node.get("/nowhere?x=1");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(answer.body())
        .contains("\"code\":\"not-found\"")
        .contains("\"instance\":\"/nowhere\"")
        .contains("\"retryable\":false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/ready", "/v1/status"})
  void everyMethodIsAnswered(String path) {
    assertThat(node.send(node.request(path).method("HEAD", BodyPublishers.noBody()))
            .body())
        .isEmpty();
    HttpResponse<String> options =
        node.send(node.request(path).method("OPTIONS", BodyPublishers.noBody()));
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("allow")).hasValue("GET, HEAD, OPTIONS");
    HttpResponse<String> deleted = node.send(node.request(path).DELETE());
    assertThat(deleted.statusCode()).isEqualTo(405);
    assertThat(deleted.headers().firstValue("allow")).hasValue("GET, HEAD, OPTIONS");
    assertThat(deleted.body()).contains("\"code\":\"method-not-allowed\"");
  }
}
