package io.tallystick.qa.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.SeriesKey;
import io.tallystick.qa.process.Answer;
import io.tallystick.qa.process.NodeProcess;
import io.tallystick.qa.recount.StoredRows;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: whoever runs a node can account for every event, from a shell; and a node whose books were
 * damaged says so and where.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class AccountsTest {

  private static final int EVENTS = 300;

  @TempDir
  private Path folder;

  private NodeProcess start() throws IOException {
    return NodeProcess.start(
        folder,
        List.of("-Xmx256m", "-XX:+UseSerialGC", "-ea"),
        "dimensions: [country]",
        "canary: { interval: 50ms }",
        "processing: { commit-interval: 100ms, partitions: 2 }");
  }

  @Test
  void everyEventIsAccountedFor() throws Exception {
    try (NodeProcess node = start().awaitReady()) {
      send(node);
      send(node);
      awaitCommitted(node);
      JsonNode ledger = node.get("/v1/ledger").json();
      String shown = ledger.toPrettyString();
      assertThat(ledger.at("/total/accepted").asInt()).as(shown).isEqualTo(2 * EVENTS);
      assertThat(ledger.at("/total/counted").asInt()).as(shown).isEqualTo(EVENTS);
      assertThat(ledger.at("/total/duplicate").asInt()).as(shown).isEqualTo(EVENTS);
      assertThat(ledger.get("balanced").asBoolean()).as(shown).isTrue();
      assertThat(ledger.get("partitions")).as(shown).hasSize(2);
      int inHours = 0;
      for (JsonNode hour : ledger.get("hours")) {
        inHours += hour.get("accepted").asInt();
      }
      assertThat(inHours).as(shown).isEqualTo(2 * EVENTS);
      CommandOutput command = CommandOutput.of(node.uri(), "ledger");
      assertThat(command.exitCode()).as(command.text()).isZero();
      assertThat(command.text()).contains("balanced: every accepted event has exactly one fate");
      checkReceipts(node);
      checkCanary(node);
      assertThat(node.terminate()).isZero();
    }
    damage();
    try (NodeProcess node = start()) {
      checkUnbalanced(node);
    }
  }

  private static void send(NodeProcess node) throws IOException, InterruptedException {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < EVENTS; i++) {
      body.append("{\"source\":\"shop\",\"id\":\"").append(id(i)).append("\",\"type\":\"view\",");
      body.append("\"subject\":\"S").append(i % 5).append("\",\"value\":").append(i);
      body.append(".5,\"attributes\":{\"country\":\"DE\"}}\n");
    }
    Answer answer = node.post(
        "/v1/events", "application/x-ndjson", body.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
  }

  /** Ids that do not fit into a path as they are. */
  private static String id(int i) {
    return i % 2 == 0 ? "orders/" + i + "?ä" : "../" + i;
  }

  /** Each partition counts and commits for itself, and the canary goes on meanwhile. */
  private static void awaitCommitted(NodeProcess node) throws IOException, InterruptedException {
    while (node.get("/v1/ledger").json().at("/total/inFlight").asLong() > 0) {
      Thread.sleep(20);
    }
    JsonNode ends = partitions(node);
    while (!isCommitted(partitions(node), ends)) {
      Thread.sleep(20);
    }
  }

  private static JsonNode partitions(NodeProcess node) throws IOException, InterruptedException {
    return node.get("/v1/status").json().get("partitions");
  }

  private static boolean isCommitted(JsonNode partitions, JsonNode ends) {
    for (int i = 0; i < ends.size(); i++) {
      if (partitions.get(i).get("committedOffset").asLong()
          < ends.get(i).get("logEnd").asLong()) {
        return false;
      }
    }
    return true;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void checkReceipts(NodeProcess node) throws IOException, InterruptedException {
    for (int i = 0; i < EVENTS; i += 37) {
      String id = id(i);
      JsonNode receipt = node.get("/v1/events/?source=shop&id=" + encoded(id)).json();
      String shown = receipt.toPrettyString();
      assertThat(receipt.get("id").asText()).isEqualTo(id);
      assertThat(receipt.get("fate").asText()).as(shown).isEqualTo("counted");
      assertThat(receipt.get("value").decimalValue()).as(shown).hasToString(i + ".5");
      assertThat(receipt.get("countedIn")).as(shown).hasSize(3);
      assertThat(receipt.get("copies")).as(shown).hasSize(2);
      assertThat(receipt.at("/copies/1/fate").asText()).as(shown).isEqualTo("duplicate");
      assertThat(receipt.at("/copies/1/duplicateOf/offset").asLong())
          .as(shown)
          .isEqualTo(receipt.get("offset").asLong());
      CommandOutput command = CommandOutput.of(node.uri(), "trace", id, "--source", "shop");
      assertThat(command.exitCode()).as(command.text()).isZero();
      assertThat(command.text()).startsWith("fate: counted").contains("duplicate of offset ");
    }
    assertThat(node.get("/v1/events/" + encoded("orders/0?ä") + "?source=shop").status())
        .isEqualTo(200);
    assertThat(node.get("/v1/events/orders/0?source=shop").status()).isEqualTo(404);
    CommandOutput never = CommandOutput.of(node.uri(), "trace", "never sent");
    assertThat(never.exitCode()).isEqualTo(1);
    assertThat(never.text()).contains("not-found: event: source default, id never sent");
  }

  private static void checkCanary(NodeProcess node) throws IOException, InterruptedException {
    // one round may be slow, and the next one exact
    CommandOutput status = CommandOutput.of(node.uri(), "status");
    while (!status.text().contains("canary: exact, last events visible after ")) {
      Thread.sleep(20);
      status = CommandOutput.of(node.uri(), "status");
    }
    JsonNode canary = node.get("/ready").json().get("canary");
    assertThat(canary.get("mismatches").asInt()).isZero();
    assertThat(status.exitCode()).as(status.text()).isZero();
    assertThat(status.text())
        .contains("600 accepted = 300 counted + 300 duplicate + 0 dead-lettered + 0 in flight");
  }

  /** Takes away the total of a type in one partition. */
  private void damage() throws Exception {
    byte[] total = RollupRowLayout.key(
        Level.ALL, 0, SeriesKey.of("view", Dimension.TOTAL, List.of()).toByteArray(), 1);
    try (StoredRows rows = new StoredRows(folder.resolve("data").resolve("rollups"))) {
      assertThat(rows.ofLevel(Level.ALL.number()).keySet())
          .anyMatch(key -> Arrays.equals(key, total));
      rows.delete(total);
    }
  }

  private static void checkUnbalanced(NodeProcess node) throws Exception {
    Answer ready = awaitState(node, "ready");
    assertThat(ready.status()).as(ready.body()).isEqualTo(503);
    JsonNode body = ready.json();
    assertThat(body.get("ready").asBoolean()).isFalse();
    assertThat(body.at("/imbalances/0").asText())
        .startsWith("partition 1: the all-time totals of all types hold ");
    assertThat(node.get("/v1/ledger").json().get("balanced").asBoolean()).isFalse();
    assertThat(node.get("/metrics").body()).contains("\ntallystick_ledger_balanced 0.0\n");
    CommandOutput ledger = CommandOutput.of(node.uri(), "ledger");
    assertThat(ledger.exitCode()).isEqualTo(1);
    assertThat(ledger.text()).contains("NOT balanced").contains("partition 1: the all-time totals");
    CommandOutput status = CommandOutput.of(node.uri(), "status");
    assertThat(status.exitCode()).isEqualTo(1);
    assertThat(status.text())
        .contains(" is not ready, ")
        .contains("ledger does not add up: partition 1: ");
    // the operator reads it in the log of the process as well
    assertThat(node.toString()).contains("ledger: does not add up: partition 1: ");
  }

  /** Asks until the node is in that state, ready or not. */
  private static Answer awaitState(NodeProcess node, String state) throws InterruptedException {
    while (true) {
      try {
        Answer answer = node.get("/ready");
        if (answer.json().path("state").asText().equals(state)) {
          return answer;
        }
      } catch (IOException notYet) {
        assertThat(node.isAlive()).as(node.toString()).isTrue();
      }
      Thread.sleep(20);
    }
  }
}
