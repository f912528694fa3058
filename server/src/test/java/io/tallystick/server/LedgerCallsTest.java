package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Ledger;
import io.tallystick.core.node.NodeStatus;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Goal: the ledger and receipts are asked for and written exactly, whatever an id looks like. */
class LedgerCallsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LINE =
      "\"accepted\":10,\"counted\":5,\"duplicate\":2,\"deadLettered\":1,\"inFlight\":2}";

  private static final List<String> IDS = List.of(
      "7f3a",
      "a/b",
      "a//b",
      "/a/",
      "a b",
      "a+b",
      "a%b",
      "%2F",
      "a?b",
      "a#b",
      "a;b=1",
      "..",
      ".",
      "a/../b",
      "a/./b",
      "ü",
      "日本",
      "\ud83d\ude00",
      "a:b@c",
      "a&b=c",
      "\"'<>\\^`{|}",
      "~-_.!*()$,",
      "a\u00a0b",
      "metrics",
      "https://example.com/e?id=1&x=%20#1",
      "*",
      "%");

  private final TestServer node = new TestServer();

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void theLedgerOfTheLastDay() {
    node.accounts.ledger = SampleAccounts.LEDGER;
    long before = HourTally.hour(System.currentTimeMillis());
    HttpResponse<String> answer = node.get("/v1/ledger");
    long after = HourTally.hour(System.currentTimeMillis());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .startsWith("{\"total\":{" + LINE + ",\"partitions\":[{\"partition\":0," + LINE
            + "],\"balanced\":true,\"imbalances\":[],\"start\":\"")
        .contains("\"hours\":[{\"start\":\"2026-11-22T10:00:00.000Z\"," + LINE
            + "],\"canary\":{\"accepted\":5,\"counted\":4,\"duplicate\":1,"
            + "\"deadLettered\":0,\"inFlight\":0},\"asOf\":\"");
    assertThat(node.accounts.asked)
        .isIn(before - 23 + " to " + (before + 1), after - 23 + " to " + (after + 1));
  }

  @Test
  void theLedgerOfSomeHours() {
    HttpResponse<String> answer =
        node.get("/v1/ledger?start=1970-01-01T02:00:00Z&end=" + 5 * HourTally.MILLIS);
    assertThat(node.accounts.asked).isEqualTo("2 to 5");
    assertThat(answer.body())
        .contains("\"start\":\"1970-01-01T02:00:00.000Z\",\"end\":\"1970-01-01T05:00:00.000Z\"");
    node.get("/v1/ledger?start=1969-12-31T22:00:00Z&end=1970-01-01T00:00:00Z");
    assertThat(node.accounts.asked).isEqualTo("-2 to 0");
  }

  @Test
  void wrongHoursAreRefused() {
    assertThat(node.get("/v1/ledger?start=60000&end=7200000").body())
        .contains("start: 1970-01-01T00:01:00Z (expected: a whole hour, such as"
            + " 1970-01-01T00:00:00Z)");
    assertThat(node.get("/v1/ledger?start=0").body()).contains("\"missing-parameter\"");
    assertThat(node.get("/v1/ledger?begin=0").body()).contains("\"unknown-parameter\"");
    assertThat(node.get("/v1/ledger?start=0&end=2026-01-01T00:00:00Z").body())
        .contains("\"answer-too-large\"");
    assertThat(node.accounts.asked).isEmpty();
  }

  @Test
  void whereItDoesNotAddUp() throws Exception {
    node.accounts.ledger = new Ledger(
        Ledger.Line.NONE,
        List.of(),
        List.of(),
        Ledger.Line.NONE,
        List.of("partition 1: \"2\" lost"));
    node.accounts.checks = 7;
    JsonNode ledger = JSON.readTree(node.get("/v1/ledger").body());
    assertThat(ledger.get("balanced").asBoolean()).isFalse();
    assertThat(ledger.at("/imbalances/0").asText()).isEqualTo("partition 1: \"2\" lost");
    assertThat(node.get("/metrics").body())
        .contains("\ntallystick_ledger_balanced 0.0\n")
        .contains("\ntallystick_ledger_checks_total 7.0\n");
    node.accounts.ledger = SampleAccounts.LEDGER;
    assertThat(node.get("/metrics").body()).contains("\ntallystick_ledger_balanced 1.0\n");
  }

  @Test
  void theReceiptOfAnEvent() throws Exception {
    node.accounts.receipt = SampleAccounts.RECEIPT;
    JsonNode receipt = JSON.readTree(node.get("/v1/events/7f3a?source=web").body());
    assertThat(node.accounts.asked).isEqualTo("web | 7f3a");
    assertThat(receipt.get("fate").asText()).isEqualTo("counted");
    assertThat(receipt.get("offset").asInt()).isEqualTo(20);
    assertThat(receipt.get("value")).hasToString("12.5");
    assertThat(receipt.at("/attributes/country").asText()).isEqualTo("DE");
    assertThat(receipt.get("committedAt").asText()).isEqualTo("2026-11-22T10:00:06.900Z");
    assertThat(receipt.at("/countedIn/2"))
        .hasToString("{\"dimensions\":{\"subject\":\"A\",\"country\":\"DE\"},\"windows\":["
            + "{\"granularity\":\"minute\",\"start\":\"2026-11-22T10:00:00Z\"},"
            + "{\"granularity\":\"hour\",\"start\":\"2026-11-22T10:00:00Z\"},"
            + "{\"granularity\":\"day\",\"start\":\"2026-11-22T00:00:00Z\"},"
            + "{\"granularity\":\"month\",\"start\":\"2026-11-01T00:00:00Z\"},"
            + "{\"granularity\":\"all\",\"start\":null}]}");
    assertThat(receipt.findValuesAsText("fate"))
        .containsExactly("counted", "deadLettered", "counted", "duplicate", "inFlight");
    assertThat(receipt.at("/copies/0/deadLetter"))
        .hasToString("{\"id\":\"1-17\",\"reason\":\"value-too-large\","
            + "\"message\":\"value: 12.5 (expected: <= 10)\",\"state\":\"replayed\","
            + "\"note\":\"raised\"}");
    assertThat(receipt.at("/copies/2/duplicateOf")).hasToString("{\"partition\":1,\"offset\":20}");
    assertThat(receipt.at("/copies/3/committedAt").isNull()).isTrue();
  }

  @Test
  void everyIdCanBeAskedFor() {
    for (String id : IDS) {
      String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8)
          .replace("+", "%20")
          .replace(".", "%2E")
          .replace("*", "%2A");
      HttpResponse<String> answer = node.get("/v1/events/?id=" + encoded + "&source=" + encoded);
      assertThat(node.accounts.asked).as(answer.body()).isEqualTo(id + " | " + id);
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).contains("\"code\":\"not-found\"");
      if (!List.of(id.split("/", -1)).contains("..")) {
        node.accounts.asked = "";
        answer = node.get("/v1/events/" + encoded);
        assertThat(node.accounts.asked).as(answer.body()).isEqualTo("default | " + id);
      }
    }
  }

  @Test
  void whatMayStandInAPathNeedsNoEncoding() {
    for (String id : List.of("a/b", "a;b", "a+b", "order.7", "a:b@c", "a=b&c", "a,b", "x/")) {
      node.get("/v1/events/" + id);
      assertThat(node.accounts.asked).isEqualTo("default | " + id);
    }
  }

  @Test
  void whatIsNoTextIsRefused() {
    for (String id : List.of("%ff", "%C3%28", "%ED%A0%80", "")) {
      HttpResponse<String> answer = node.get("/v1/events/" + id);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
      assertThat(answer.body()).contains("id: ");
    }
    assertThat(node.accounts.asked).isEmpty();
  }

  @Test
  void aNodeThatStartsDoesNotAnswerYet() {
    node.status.state = NodeStatus.State.STARTING;
    for (String path : List.of("/v1/ledger", "/v1/events/1")) {
      HttpResponse<String> answer = node.get(path);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("retry-after")).isPresent();
    }
  }

  @Test
  void anEventIsNotDeleted() {
    HttpResponse<String> answer = node.send(node.request("/v1/events/1").DELETE());
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("allow")).hasValue("GET, HEAD, OPTIONS");
  }
}
