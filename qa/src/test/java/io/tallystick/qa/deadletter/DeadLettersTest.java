package io.tallystick.qa.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallystick.app.Main;
import io.tallystick.qa.process.Answer;
import io.tallystick.qa.process.NodeProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what cannot be counted is kept, named, repaired and counted once, whenever the process is
 * killed.
 *
 * <p>Another seed: {@code ./mvnw -pl qa -am test -Dtest=DeadLettersTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Ddeadletters.seed=SEED}.
 */
class DeadLettersTest {

  private static final String RULES =
      "rules: [{type: vote, max-value: 10}, {type: sale, required-attributes: [shop]}]";
  private static final String LONG_INTERVAL = "processing: { commit-interval: 10m }";
  private static final long LATE_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  Path folder;

  private NodeProcess serve(String... configuration) throws Exception {
    return NodeProcess.start(folder, List.of("-Xmx256m", "-XX:+UseSerialGC", "-ea"), configuration)
        .awaitReady();
  }

  private static String event(String id, String type, String value) {
    return "{\"source\":\"web\",\"id\":\"" + id + "\",\"type\":\"" + type
        + "\",\"subject\":\"A\",\"value\":" + value + "}";
  }

  private static Answer post(NodeProcess node, String path, String body)
      throws IOException, InterruptedException {
    return node.post(path, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(NodeProcess node, String... events) throws Exception {
    Answer answer = post(node, "/v1/events", "[" + String.join(",", events) + "]");
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    assertThat(answer.json().path("accepted").asInt()).isEqualTo(events.length);
  }

  /** Once everything has its fate. */
  private static String ledger(NodeProcess node) throws Exception {
    JsonNode total;
    do {
      JsonNode ledger = node.get("/v1/ledger").json();
      assertThat(ledger.path("balanced").asBoolean()).as(ledger.toString()).isTrue();
      total = ledger.path("total");
    } while (total.path("inFlight").asLong() > 0);
    return total.path("counted") + " counted, " + total.path("duplicate") + " duplicate, "
        + total.path("deadLettered") + " dead-lettered";
  }

  private static String countAndSum(NodeProcess node, String type) throws Exception {
    JsonNode result =
        node.get("/v1/stats?type=" + type + "&function=count,sum").json().at("/results/0");
    return result.path("count") + ", " + result.path("sum");
  }

  private static JsonNode receipt(NodeProcess node, String id) throws Exception {
    Answer answer = node.get("/v1/events/" + id + "?source=web");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  /** What a command prints. */
  private static String run(NodeProcess node, int exitCode, String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] all = Stream.concat(
            Stream.concat(Stream.of("dead-letters"), Arrays.stream(words)),
            Stream.of("--url", node.uri().toString()))
        .toArray(String[]::new);
    int code = Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all);
    assertThat(code).as(out + "" + err).isEqualTo(exitCode);
    return out.toString();
  }

  /** Dead letters are listed once they are committed, a moment after they are decided. */
  private static JsonNode list(NodeProcess node, String state, int count) throws Exception {
    long begin = System.nanoTime();
    JsonNode letters;
    do {
      letters = JSON.readTree(run(node, 0, "list", "--state", state, "--limit", "1000", "--json"))
          .path("deadLetters");
    } while (letters.size() != count && System.nanoTime() - begin < LATE_NANOS);
    assertThat(letters).hasSize(count);
    return letters;
  }

  @Test
  void aBrokenRuleIsNamedRepairedAndCountedOnce() throws Exception {
    try (NodeProcess node = serve(RULES, LONG_INTERVAL)) {
      send(
          node,
          event("1", "vote", "3"),
          event("2", "vote", "30"),
          event("3", "sale", "5"),
          event("4", "vote", "40"));
      assertThat(ledger(node)).isEqualTo("1 counted, 0 duplicate, 3 dead-lettered");
      JsonNode receipt = receipt(node, "2");
      assertThat(receipt.path("fate").asText()).isEqualTo("deadLettered");
      assertThat(receipt.at("/deadLetter/reason").asText()).isEqualTo("value-too-large");
      assertThat(receipt.at("/deadLetter/message").asText())
          .isEqualTo("value: 30 (expected: <= 10, by the rule for type vote)");
      node.kill();
    }
    String repaired;
    try (NodeProcess node = serve(RULES, LONG_INTERVAL)) {
      assertThat(ledger(node)).isEqualTo("1 counted, 0 duplicate, 3 dead-lettered");
      list(node, "open", 3);
      assertThat(run(node, 0)).containsPattern("value-too-large +2 +0 +0\\s");
      repaired = receipt(node, "2").at("/deadLetter/id").asText();
      assertThat(run(node, 0, "show", repaired)).contains("value-too-large").contains("web");
      assertThat(run(node, 1, "replay", repaired)).contains("deadLettered again as ");
      repaired = receipt(node, "2").at("/deadLetter/id").asText();
      assertThat(run(node, 0, "replay", repaired, "--set", "value=4", "--note", "ann: a slip"))
          .contains("1 counted");
      node.kill();
    }
    try (NodeProcess node = serve(RULES, LONG_INTERVAL)) {
      assertThat(ledger(node)).isEqualTo("2 counted, 0 duplicate, 4 dead-lettered");
      assertThat(run(node, 0, "replay", repaired)).contains("1 alreadyReplayed");
      send(node, event("2", "vote", "30"), event("4", "vote", "1"));
      assertThat(ledger(node)).isEqualTo("2 counted, 2 duplicate, 4 dead-lettered");
      assertThat(countAndSum(node, "vote")).isEqualTo("2, 7");
      assertThat(receipt(node, "2").path("fate").asText()).isEqualTo("counted");
      assertThat(run(node, 0, "show", repaired)).contains("ann: a slip").contains("replayed as");
      assertThat(run(node, 0, "discard", "--type", "sale", "--note", "bob: a test"))
          .contains("1 discarded");
      node.kill();
    }
    try (NodeProcess node = serve(LONG_INTERVAL)) {
      assertThat(list(node, "discarded", 1).at("/0/closing/note").asText())
          .isEqualTo("bob: a test");
      Path file = folder.resolve("edit.json");
      Files.writeString(file, "{\"value\": 2.5, \"attributes\": {\"by\": \"hand\"}}");
      String last = list(node, "open", 1).at("/0/id").asText();
      assertThat(run(node, 0, "replay", last, "--edit", file.toString())).contains("1 counted");
      assertThat(countAndSum(node, "vote")).isEqualTo("3, 9.5");
      assertThat(ledger(node)).isEqualTo("3 counted, 2 duplicate, 4 dead-lettered");
      assertThat(run(node, 0, "list")).contains("No such dead letter is open.");
      assertThat(node.terminate()).isIn(0, 143);
    }
  }

  @Test
  void aRuleIsAppliedToWhatWasAcknowledgedBefore() throws Exception {
    try (NodeProcess node = serve(LONG_INTERVAL)) {
      send(node, event("1", "vote", "30"), event("2", "vote", "3"));
      node.kill();
    }
    try (NodeProcess node = serve(RULES, LONG_INTERVAL)) {
      assertThat(ledger(node)).isEqualTo("1 counted, 0 duplicate, 1 dead-lettered");
      assertThat(countAndSum(node, "vote")).isEqualTo("1, 3");
      list(node, "open", 1);
      String exported = run(node, 0, "export", "--type", "vote");
      assertThat(exported.lines()).hasSize(1);
      assertThat(JSON.readTree(exported).path("id").asText()).isEqualTo("1");
      node.kill();
    }
    try (NodeProcess node = serve(LONG_INTERVAL)) {
      assertThat(run(node, 0, "replay", "--all")).contains("1 counted");
      assertThat(countAndSum(node, "vote")).isEqualTo("2, 33");
    }
  }

  /** The guard measures some times a second, so that it begins and ends a moment later. */
  @Test
  void tooManyOpenOnesRefuseEventsUntilTheyAreFewer() throws Exception {
    try (NodeProcess node = serve(RULES, "dead-letters: { max-open: 3 }")) {
      for (int i = 0; i < 4; i++) {
        send(node, event("e" + i, "vote", "20"));
      }
      Answer refused = awaitStatus(node, 503);
      assertThat(refused.json().path("code").asText()).isEqualTo("dead-letters-full");
      assertThat(node.get("/ready").status()).isEqualTo(200);
      list(node, "open", 4);
      assertThat(run(node, 0, "discard", "--all")).contains("4 discarded");
      awaitStatus(node, 202);
    }
  }

  private static Answer awaitStatus(NodeProcess node, int status) throws Exception {
    Answer answer;
    long begin = System.nanoTime();
    do {
      answer = post(node, "/v1/events", event("ok", "vote", "1"));
    } while (answer.status() != status && System.nanoTime() - begin < LATE_NANOS);
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    return answer;
  }

  /** Whoever is killed between the append, the decision, the commit and the answer. */
  @Test
  void replaysAreCountedOnceWhereverTheNodeIsKilled() throws Exception {
    long seed = Long.getLong("deadletters.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    System.out.println("DeadLettersTest: -Ddeadletters.seed=" + seed);
    int letters = 300;
    String[] events = new String[letters];
    for (int i = 0; i < letters; i++) {
      events[i] = event("e" + i, "vote", "20");
    }
    try (NodeProcess node = serve(RULES)) {
      send(node, events);
      list(node, "open", letters);
    }
    for (int kill = 0; kill < 3; kill++) {
      try (NodeProcess node = serve(LONG_INTERVAL)) {
        Thread killer = new Thread(() -> node.kill());
        long delayMillis = random.nextInt(150);
        Thread replayer = new Thread(() -> replayUntilItIsGone(node));
        replayer.start();
        Thread.sleep(delayMillis);
        killer.start();
        replayer.join();
        killer.join();
      }
    }
    try (NodeProcess node = serve(LONG_INTERVAL)) {
      send(node, events);
      run(node, 0, "replay", "--all");
      ledger(node);
      assertThat(countAndSum(node, "vote"))
          .as("seed %d", seed)
          .isEqualTo(letters + ", " + 20 * letters);
      JsonNode counts = JSON.readTree(run(node, 0, "--json")).path("total");
      assertThat(counts.path("open").asLong()).isZero();
      assertThat(counts.path("replayed").asLong()).isEqualTo(letters);
    }
  }

  private static void replayUntilItIsGone(NodeProcess node) {
    try {
      while (true) {
        post(node, "/v1/dead-letters/replay", "{\"all\":true,\"limit\":40}");
      }
    } catch (IOException | InterruptedException gone) {
      // as it should be
    }
  }
}
