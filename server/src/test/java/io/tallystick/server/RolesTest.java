package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: a node of a cluster has the calls of its role, and names the role that has the others. */
final class RolesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/stats?type=view&subject=A",
        "/v1/top?type=view",
        "/v1/ledger",
        "/v1/events/7f3a",
        "/v1/recounts",
        "/v1/recounts/latest",
        "/v1/repairs",
        "/v1/dead-letters",
        "/v1/dead-letters/export",
        "/v1/dead-letters/1-2",
      })
  void aNodeThatTakesEventsSaysWhoAnswers(String path) throws Exception {
    try (TestServer node = TestServer.ofRole("ingest")) {
      HttpResponse<String> answer = node.get(path);

      assertThat(answer.statusCode()).isEqualTo(421);
      JsonNode problem = JSON.readTree(answer.body());
      assertThat(problem.get("code").asText()).isEqualTo("other-role");
      assertThat(problem.get("retryable").asBoolean()).isFalse();
      assertThat(problem.get("detail").asText()).startsWith("role: ingest (expected: query or all");
    }
  }

  @Test
  void aNodeThatTakesEventsTakesThem() {
    try (TestServer node = TestServer.ofRole("ingest")) {
      assertThat(post(node).statusCode()).isEqualTo(202);
      assertThat(node.log.eventCount()).isOne();
      assertThat(node.get("/ready").statusCode()).isEqualTo(200);
      assertThat(node.get("/v1/status").statusCode()).isEqualTo(200);
      assertThat(node.get("/metrics").body()).contains("tallystick_events_accepted_total 1.0");
    }
  }

  @Test
  void aNodeThatAnswersSaysWhoTakesEvents() throws Exception {
    try (TestServer node = TestServer.ofRole("query")) {
      HttpResponse<String> answer = post(node);

      assertThat(answer.statusCode()).isEqualTo(421);
      assertThat(JSON.readTree(answer.body()).get("detail").asText())
          .startsWith("role: query (expected: ingest or all");
      assertThat(node.get("/v1/ledger").statusCode()).isEqualTo(200);
      assertThat(node.get("/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aNodeHasSomethingToDo() {
    assertThatThrownBy(() -> TestServer.ofRole("none"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("log and query: none (expected: at least one)");
  }

  private static HttpResponse<String> post(TestServer node) {
    return node.send(node.request("/v1/events")
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString("{\"type\":\"view\",\"subject\":\"A\"}")));
  }
}
