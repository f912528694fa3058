package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallystick.core.recount.RecountRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: a recount is started as asked and by one at a time, and its report has every digit. */
final class RecountCallsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private TestServer node;

  @BeforeEach
  void start() {
    node = new TestServer();
  }

  @AfterEach
  void close() {
    node.close();
  }

  private HttpResponse<String> post(String query) {
    return node.send(node.request("/v1/recounts" + query).POST(BodyPublishers.noBody()));
  }

  @Test
  void startsWhatIsAskedFor() throws Exception {
    HttpResponse<String> answer = post("");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(JSON.readTree(answer.body()).get("id").asInt()).isEqualTo(3);
    post("?start=2026-11-22T10:00:00Z&end=2026-11-22T11:00:00Z&type=view&repair=true");
    assertThat(node.recounts.asked)
        .containsExactly(
            RecountRequest.ALL, new RecountRequest(29_922_360, 29_922_420, "view", true));
  }

  @Test
  void refusesWhatCannotBeMeant() throws Exception {
    for (String query : new String[] {
      "?start=2026-11-22T10:00:30Z",
      "?end=x",
      "?type=",
      "?repair=yes",
      "?from=1",
      "?start=2026-11-22T10:00:00Z&end=2026-11-22T10:00:00Z"
    }) {
      assertThat(post(query).statusCode()).as(query).isEqualTo(400);
    }
    assertThat(node.recounts.asked).isEmpty();
  }

  @Test
  void refusesASecondOne() throws Exception {
    node.recounts.busy = true;
    HttpResponse<String> answer = post("");
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(JSON.readTree(answer.body()).get("code").asText()).isEqualTo("recount-running");
    assertThat(JSON.readTree(answer.body()).get("detail").asText()).contains("number 3 is running");
  }

  @Test
  void reports() throws Exception {
    assertThat(node.get("/v1/recounts/latest").statusCode()).isEqualTo(404);
    assertThat(node.get("/v1/recounts/4").statusCode()).isEqualTo(404);
    assertThat(node.get("/v1/recounts?limit=1").body()).isEqualTo("{\"recounts\":[]}");
    assertThat(node.get("/v1/recounts?limit=21").statusCode()).isEqualTo(400);
    assertThat(node.get("/v1/recounts/3x").statusCode()).isEqualTo(404);
    String body = node.get("/v1/recounts/3").body();
    assertThat(body)
        .contains("\"sum\":12345678901234567890.123456789")
        .contains("\"window\":\"1970-01-01T01:00:00Z\"")
        .contains("\"end\":\"2026-11-11T12:00:00Z\"");
    assertThat(JSON.readTree(body).get("clean").asBoolean()).isFalse();
  }

  @Test
  void showsRepairedRows() throws Exception {
    JsonNode repairs = JSON.readTree(node.get("/v1/repairs").body()).get("repairs");
    assertThat(repairs.at("/0/series/subject").asText()).isEqualTo("A");
    assertThat(repairs.at("/0/before")).isEmpty();
    assertThat(repairs.at("/0/after/0/window").asText()).isEqualTo("2026-11-11T10:00:00Z");
    assertThat(repairs.at("/0/after/0/count").asInt()).isEqualTo(7);
    assertThat(repairs.at("/1/key").asText()).isEqualTo("09");
    assertThat(JSON.readTree(node.get("/v1/repairs?limit=1").body()).get("repairs"))
        .hasSize(1);
    assertThat(node.get("/v1/repairs?limit=0").statusCode()).isEqualTo(400);
  }
}
