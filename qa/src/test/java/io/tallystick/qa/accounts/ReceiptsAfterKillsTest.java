package io.tallystick.qa.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.qa.process.Answer;
import io.tallystick.qa.process.NodeProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: after any kill the receipt of each acknowledged event is there and right, and the ledger
 * adds up to what was sent. Method: kills the real process at random moments under load, sends again
 * what was not acknowledged, and asks.
 *
 * <p>Another seed: {@code -Daccounts.seed=SEED}.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ReceiptsAfterKillsTest {

  private static final int KILLS = 5;
  private static final int LOAD_MILLIS_MAX = 800;
  private static final int LOOKUPS = 60;

  @TempDir
  private Path folder;

  private final long seed = Long.getLong("accounts.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  /** Events 0 to {@code acknowledged - 1} are. */
  private int acknowledged;

  private int pending;

  @Test
  void everyAcknowledgedEventHasItsReceipt() throws Exception {
    System.out.println("ReceiptsAfterKillsTest: -Daccounts.seed=" + seed);
    for (int kill = 1; kill <= KILLS; kill++) {
      try (NodeProcess node = start().awaitReady()) {
        check(node, "seed " + seed + ", before kill " + kill);
        loadAndKill(node);
      }
    }
    try (NodeProcess node = start().awaitReady()) {
      check(node, "seed " + seed + ", after the last kill");
      assertThat(node.terminate()).isZero();
    }
  }

  private NodeProcess start() throws IOException {
    List<String> intervals = List.of("10s", "300ms", "20ms");
    return NodeProcess.start(
        folder,
        List.of("-Xmx256m", "-XX:+UseSerialGC", "-ea"),
        "canary: { interval: 20ms }",
        "processing: { commit-interval: " + intervals.get(random.nextInt(3)) + " }");
  }

  private void loadAndKill(NodeProcess node) throws InterruptedException {
    int loadMillis = random.nextInt(LOAD_MILLIS_MAX);
    Thread killer = new Thread(
        () -> {
          try {
            Thread.sleep(loadMillis);
            node.kill();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        },
        "killer");
    killer.start();
    try {
      while (true) {
        sendNext(node);
      }
    } catch (IOException gone) {
      // as it should be
    }
    killer.join();
  }

  /** The event of a number; some of its members follow from it. */
  private static String event(int number) {
    return "{\"id\":\"e" + number + "\",\"type\":\"view\",\"subject\":\"S" + number % 9
        + "\",\"value\":" + number + "}";
  }

  /** Sends the batch that was not acknowledged, or a new one. */
  private void sendNext(NodeProcess node) throws IOException, InterruptedException {
    pending = pending == 0 ? 1 + random.nextInt(300) : pending;
    List<String> events = new ArrayList<>();
    for (int i = acknowledged; i < acknowledged + pending; i++) {
      events.add(event(i));
    }
    byte[] body = ("[" + String.join(",", events) + "]").getBytes(StandardCharsets.UTF_8);
    Answer answer = node.post("/v1/events", "application/json", body);
    if (answer.status() == 429 || answer.status() == 503) {
      Thread.sleep(20);
      return;
    }
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    acknowledged += pending;
    pending = 0;
  }

  private void check(NodeProcess node, String when) throws IOException, InterruptedException {
    do {
      sendNext(node);
    } while (pending > 0);
    for (int i = 0; i < LOOKUPS; i++) {
      checkReceipt(node, random.nextInt(acknowledged), when);
    }
    assertThat(node.get("/v1/events/e" + acknowledged).status()).as(when).isEqualTo(404);
    JsonNode ledger = node.get("/v1/ledger").json();
    while (ledger.at("/total/inFlight").asLong() > 0) {
      Thread.sleep(10);
      ledger = node.get("/v1/ledger").json();
    }
    String shown = when + ": " + ledger.toPrettyString();
    assertThat(ledger.get("balanced").asBoolean()).as(shown).isTrue();
    assertThat(ledger.at("/total/counted").asLong()).as(shown).isEqualTo(acknowledged);
    JsonNode canary = node.get("/ready").json().get("canary");
    assertThat(canary.get("mismatches").asLong()).as(when + ": " + canary).isZero();
  }

  private static void checkReceipt(NodeProcess node, int number, String when)
      throws IOException, InterruptedException {
    Answer answer = node.get("/v1/events/e" + number);
    String shown = when + ": e" + number + " " + answer;
    assertThat(answer.status()).as(shown).isEqualTo(200);
    JsonNode receipt = answer.json();
    assertThat(receipt.get("fate").asText()).as(shown).isIn("counted", "inFlight");
    assertThat(receipt.get("subject").asText()).as(shown).isEqualTo("S" + number % 9);
    assertThat(receipt.get("value").asInt()).as(shown).isEqualTo(number);
    long counted = 0;
    for (JsonNode copy : receipt.get("copies")) {
      counted += copy.get("fate").asText().equals("counted") ? 1 : 0;
    }
    assertThat(counted).as(shown).isLessThanOrEqualTo(1);
    // only what was sent twice, around a kill, has a second copy
    for (int i = 1; i < receipt.get("copies").size(); i++) {
      assertThat(receipt.at("/copies/" + i + "/fate").asText())
          .as(shown)
          .isIn("duplicate", "inFlight");
    }
  }
}
