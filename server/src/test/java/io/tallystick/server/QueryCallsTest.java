package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.event.EventLimits;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Dimensions;
import io.tallystick.core.rollup.Freshness;
import io.tallystick.testkit.rollup.MemoryRollups;
import io.tallystick.testkit.rollup.Oracle;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Goal: questions asked over HTTP get the documents that were promised, and never a 5xx of ours. */
class QueryCallsTest {

  private static final Dimensions DIMENSIONS = Dimensions.of(
      List.of(new Dimension(List.of("country")), new Dimension(List.of("subject", "country"))));
  private static final String FRESHNESS = "\"asOf\":\"1970-01-01T00:00:00.017Z\","
      + "\"settledUntil\":\"1970-01-01T00:00:00.016Z\",\"partial\":false}";

  private final MemoryRollups rollups = new MemoryRollups();
  private final TestServer node;

  QueryCallsTest() {
    rollups.freshness(new Freshness(17, 16, false));
    count("A", "DE", "2");
    count("A", "FR", "7");
    count("a;b&c d+e", "DE", "0.5");
    node = new TestServer(TestServer.SETTINGS, EventLimits.DEFAULT, rollups, DIMENSIONS);
  }

  private void count(String subject, String country, String value) {
    rollups.count(
        0,
        new Oracle.Event("view", subject, Map.of("country", country), 0, new BigDecimal(value)),
        DIMENSIONS);
  }

  @AfterEach
  void close() {
    node.close();
    assertThat(rollups.openViews()).isZero();
  }

  @Test
  void statsAnswers() {
    HttpResponse<String> answer = node.get("/v1/stats?type=view&subject=A&function=count,average");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(answer.headers().firstValue("server-timing"))
        .hasValueSatisfying(timing -> assertThat(timing).matches("total;dur=\\d+\\.\\d{3}"));
    assertThat(answer.body())
        .isEqualTo("{\"type\":\"view\",\"results\":[{\"subject\":\"A\",\"count\":2,"
            + "\"average\":4.5}]," + FRESHNESS);
  }

  @Test
  void topAnswers() {
    HttpResponse<String> answer = node.get("/v1/top?type=view&dimension=country&function=sum");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("server-timing")).isPresent();
    assertThat(answer.body())
        .isEqualTo("{\"type\":\"view\",\"results\":[{\"country\":\"FR\",\"sum\":7},"
            + "{\"country\":\"DE\",\"sum\":2.5}]," + FRESHNESS);
  }

  @Test
  void everyCharacterOfASubjectCanBeAskedFor() {
    assertThat(node.get("/v1/stats?type=view&subject=a%3Bb%26c%20d%2Be").body())
        .contains("{\"subject\":\"a;b&c d+e\",\"count\":1}");
    assertThat(node.get("/v1/stats?type=view&subject=a;b%26c+d%2Be").body())
        .contains("{\"subject\":\"a;b&c d+e\",\"count\":1}");
  }

  @Test
  void aThousandSeriesCanBeAskedForAndNotMore() {
    StringBuilder path = new StringBuilder("/v1/stats?type=view");
    for (int i = 0; i < 1000; i++) {
      path.append("&subject=subject-number-").append(i);
    }
    HttpResponse<String> answer = node.get(path.toString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("{\"subject\":\"subject-number-999\",\"count\":0}]");
    HttpResponse<String> refused = node.get(path + "&subject=A&subject=B");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body())
        .contains("\"code\":\"answer-too-large\"")
        .contains("series: 1002 (expected: <= 1000");
  }

  @Test
  void refusalsAreProblemDocuments() {
    HttpResponse<String> answer = node.get("/v1/stats?typo=view");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(answer.body())
        .contains("\"code\":\"unknown-parameter\"")
        .contains("typo: unknown (expected: type? one of")
        .contains("; type: missing")
        .contains("\"instance\":\"/v1/stats\"");
    HttpResponse<String> tooLarge =
        node.get("/v1/stats?type=view&start=0&end=2026-01-01T00:00:00Z&granularity=minute");
    assertThat(tooLarge.statusCode()).isEqualTo(400);
    assertThat(tooLarge.body()).contains("\"code\":\"answer-too-large\"").contains("points: ");
    assertThat(node.get("/v1/top?type=view&k=0").body()).contains("invalid-parameter");
    assertThat(node.get("/v1/stats").body()).contains("missing-parameter");
    assertThat(node.get("/v1/stats?type=%ED%A0%80%ff&&=&%C3%28").statusCode()).isEqualTo(400);
  }

  @Test
  void aNodeThatStartsDoesNotAnswerYet() {
    node.status.state = NodeStatus.State.STARTING;
    for (String path : List.of("/v1/stats?type=view", "/v1/top?type=view")) {
      HttpResponse<String> answer = node.get(path);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("retry-after")).isPresent();
    }
  }

  @Test
  void aFailureOfOursTellsNothingOfOurInsides() {
    node.close();
    try (TestServer broken = new TestServer(
        TestServer.SETTINGS,
        EventLimits.DEFAULT,
        () -> {
          throw new IllegalStateException("inner");
        },
        DIMENSIONS)) {
      for (String path : List.of("/v1/stats?type=view", "/v1/top?type=view")) {
        HttpResponse<String> answer = broken.get(path);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("\"code\":\"internal\"").doesNotContain("inner");
      }
    }
  }
}
