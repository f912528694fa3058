package io.tallystick.server;

import static io.tallystick.server.FakeDeadLetters.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: dead letters can be browsed, repaired and exported over HTTP, item by item. */
class DeadLetterCallsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestServer node = new TestServer();

  @AfterEach
  void close() {
    node.close();
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> answer = node.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> post(String path, String body) {
    return node.send(node.request(path)
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString(body)));
  }

  private JsonNode change(String call, String body) throws Exception {
    HttpResponse<String> answer = post("/v1/dead-letters/" + call, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static List<String> outcomes(JsonNode answer) {
    List<String> outcomes = new ArrayList<>();
    answer.get("results").forEach(item -> outcomes.add(item.get("outcome").asText()));
    return outcomes;
  }

  @Test
  void aPageShowsCountsAndLetters() throws Exception {
    node.deadLetters.add(event("1", "30"));
    node.deadLetters.add(event("2", "40.5"));
    JsonNode page = get("/v1/dead-letters?limit=1");
    assertThat(page.get("total").toString())
        .isEqualTo("{\"open\":2,\"replayed\":0,\"discarded\":0}");
    assertThat(page.get("reasons")).hasSize(4);
    assertThat(page.at("/deadLetters/0").toString())
        .isEqualTo("{\"id\":\"0-0\",\"state\":\"open\",\"reason\":\"value-too-large\","
            + "\"message\":\"value: 30 (expected: <= 10)\",\"partition\":0,\"offset\":0,"
            + "\"arrivedAt\":\"2025-11-22T10:00:05.250Z\",\"event\":{\"source\":\"web\","
            + "\"id\":\"1\",\"type\":\"vote\",\"subject\":\"A\","
            + "\"time\":\"2025-11-22T10:00:05.000Z\",\"value\":30,\"attributes\":{}},"
            + "\"replayOf\":null,\"closing\":null}");
    JsonNode rest = get("/v1/dead-letters?cursor=" + page.get("next").asText());
    assertThat(rest.at("/deadLetters/0/id").asText()).isEqualTo("0-1");
    assertThat(rest.get("next").isNull()).isTrue();
    assertThat(get("/v1/dead-letters?reason=sum-overflow").get("deadLetters")).isEmpty();
    assertThat(get("/v1/dead-letters?type=vote&partition=0&start=2025-11-22T10:00:00Z"
                + "&end=2025-11-22T10:01:00Z")
            .get("deadLetters"))
        .hasSize(2);
    assertThat(get("/v1/dead-letters/0-1")).isEqualTo(rest.at("/deadLetters/0"));
  }

  @Test
  void whatIsNotThereIsNotFound() {
    for (String id : List.of("0-7", "9-0", "nonsense", "0-1-2")) {
      HttpResponse<String> answer = node.get("/v1/dead-letters/" + id);
      assertThat(answer.statusCode()).as(id).isEqualTo(404);
      assertThat(answer.body()).contains("\"code\":\"not-found\"").contains("id: " + id);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "state=closed | invalid-parameter | state: closed",
        "reason=big | invalid-parameter | reason: big (expected: one of sum-overflow",
        "partition=-1 | invalid-parameter | partition: -1",
        "limit=1001 | invalid-parameter | limit: 1001 (expected: 1 to 1000)",
        "cursor=x | invalid-parameter | cursor: x",
        "colour=red | unknown-parameter | colour: unknown",
        "start=2025-11-22T10:00:00Z | missing-parameter | end: missing",
      })
  void wrongParametersAreNamed(String query, String code, String message) {
    HttpResponse<String> answer = node.get("/v1/dead-letters?" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"").contains(message);
  }

  @Test
  void eachIdHasItsOwnResult() throws Exception {
    String large = node.deadLetters.add(event("1", "30"));
    String edited = node.deadLetters.add(event("2", "40"));
    String wrong = node.deadLetters.add(event("3", "50"));
    String body = "{\"ids\":[\"" + large + "\",\"" + edited + "\",\"" + wrong + "\",\"0-99\"],"
        + "\"edits\":{\"" + edited + "\":{\"value\":\"4.50\",\"subject\":\"B\","
        + "\"attributes\":{\"a\":true,\"b\":null}},\"" + wrong + "\":{\"valu\":1}},"
        + "\"note\":\"ann\"}";
    JsonNode answer = change("replay", body);
    assertThat(outcomes(answer)).containsExactly("deadLettered", "counted", "rejected", "notFound");
    assertThat(answer.at("/results/0/deadLetter").asText()).isEqualTo("0-3");
    assertThat(answer.at("/results/1/replayOffset").asLong()).isEqualTo(4);
    assertThat(answer.at("/results/2/code").asText()).isEqualTo("unknown-field");
    assertThat(answer.at("/results/2/message").asText()).contains("did you mean value?");
    JsonNode closing = get("/v1/dead-letters/" + edited).get("closing");
    assertThat(closing.get("note").asText()).isEqualTo("ann");
    assertThat(closing.get("edited").toString())
        .contains("\"subject\":\"B\"")
        .contains("\"value\":4.5")
        .contains("\"attributes\":{\"a\":\"true\"}");
    assertThat(outcomes(change("replay", body.replace("\"valu\"", "\"value\""))))
        .containsExactly("alreadyReplayed", "alreadyReplayed", "counted", "notFound");
    assertThat(outcomes(change("discard", "{\"ids\":[\"0-3\"]}"))).containsExactly("discarded");
    assertThat(outcomes(change("replay", "{\"ids\":[\"0-3\"]}")))
        .containsExactly("alreadyDiscarded");
  }

  /** What fails again must not be found again by the same walk. */
  @Test
  void aFilterComesToItsEnd() throws Exception {
    for (int i = 0; i < 5; i++) {
      node.deadLetters.add(event("e" + i, "30"));
    }
    int calls = 0;
    int results = 0;
    String cursor = "";
    do {
      JsonNode answer =
          change("replay", "{\"reason\":\"value-too-large\",\"limit\":2" + cursor + "}");
      results += answer.get("results").size();
      String next = answer.get("next").asText();
      cursor = answer.get("next").isNull() ? "" : ",\"cursor\":\"" + next + "\"";
      calls++;
    } while (!cursor.isEmpty() && calls < 10);
    assertThat(calls).isEqualTo(3);
    assertThat(results).isEqualTo(5);
    assertThat(change("discard", "{\"all\":true}").get("results")).hasSize(5);
    assertThat(change("discard", "{\"all\":true}").get("results")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | malformed-json",
        "{\"ids\":[\"0-1\"] | malformed-json",
        "{\"ids\":[],\"ids\":[]} | malformed-json",
        "{} | missing-field",
        "{\"all\":false} | missing-field",
        "{\"ids\":[]} | empty-batch",
        "{\"ids\":\"0-1\"} | wrong-type",
        "{\"ids\":[1]} | wrong-type",
        "{\"ids\":[\"x\"]} | invalid-parameter",
        "{\"ids\":[\"0-1\"],\"reason\":\"value-too-large\"} | invalid-parameter",
        "{\"ids\":[\"0-1\"],\"edits\":{\"0-2\":{}}} | invalid-parameter",
        "{\"all\":true,\"edits\":{}} | invalid-parameter",
        "{\"reason\":\"big\"} | invalid-parameter",
        "{\"id\":[\"0-1\"]} | unknown-field",
        "{\"all\":true,\"note\":\"a\\nb\"} | invalid-text",
        "{\"all\":true,\"note\":7} | wrong-type",
      })
  void wrongBodiesAreRefusedAsAWhole(String body, String code) {
    node.deadLetters.add(event("1", "3"));
    HttpResponse<String> answer = post("/v1/dead-letters/replay", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    assertThat(node.deadLetters.counts().get(3).open()).isEqualTo(1);
  }

  @Test
  void discardTakesNoEdits() {
    HttpResponse<String> answer =
        post("/v1/dead-letters/discard", "{\"ids\":[\"0-1\"],\"edits\":{}}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":\"unknown-field\"");
  }

  @Test
  void anExportCanBeSent() throws Exception {
    for (int i = 0; i < 250; i++) {
      node.deadLetters.add(event("e" + i, "30." + i));
    }
    HttpResponse<String> export = node.get("/v1/dead-letters/export?type=vote");
    assertThat(export.statusCode()).isEqualTo(200);
    assertThat(export.headers().firstValue("content-type")).hasValue("application/x-ndjson");
    assertThat(export.body().lines()).hasSize(250);
    HttpResponse<String> sent = node.send(node.request("/v1/events")
        .header("content-type", "application/x-ndjson")
        .POST(BodyPublishers.ofString(export.body())));
    assertThat(sent.statusCode()).isEqualTo(202);
    assertThat(sent.body()).isEqualTo("{\"accepted\":250,\"rejected\":[]}");
    assertThat(node.get("/v1/dead-letters/export?type=none").body()).isEmpty();
    assertThat(node.get("/v1/dead-letters/export?limit=1").statusCode()).isEqualTo(400);
  }

  @Test
  void metersTellOfEachReason() {
    node.deadLetters.add(event("1", "30"));
    post("/v1/dead-letters/discard", "{\"all\":true}");
    node.deadLetters.add(event("2", "30"));
    assertThat(node.get("/metrics").body())
        .contains("tallystick_dead_letters{reason=\"value-too-large\"} 1.0")
        .contains("tallystick_dead_letters_discarded_total{reason=\"value-too-large\"} 1.0")
        .contains("tallystick_dead_letters_replayed_total{reason=\"sum-overflow\"} 0.0");
  }

  @Test
  void aStartingNodeDoesNotAnswer() {
    node.status.state = io.tallystick.core.node.NodeStatus.State.STARTING;
    assertThat(node.get("/v1/dead-letters").statusCode()).isEqualTo(503);
    assertThat(post("/v1/dead-letters/replay", "{\"all\":true}").statusCode()).isEqualTo(503);
  }
}
