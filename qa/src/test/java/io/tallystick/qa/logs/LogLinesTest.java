package io.tallystick.qa.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.qa.process.NodeProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a program can read what a node tells: each line is one JSON object, and what an operator cares
 * about has a name that never changes. Method: lets a real node start, refuse events, recover from a
 * kill and stop, and reads its standard error.
 */
@Timeout(600)
final class LogLinesTest {

  private static final String JSON = "application/json";

  @TempDir
  private Path folder;

  private NodeProcess start() throws IOException {
    return NodeProcess.start(
        folder,
        List.of("-Xmx256m"),
        "logging: { format: json }",
        "dead-letters: { max-open: 1 }",
        "canary: { interval: 0 }",
        "processing: { commit-interval: 10m, partitions: 1 }",
        "rules: [{ type: rating, max-value: 10 }]");
  }

  private static void send(NodeProcess node, String id, int value) throws Exception {
    node.post(
        "/v1/events",
        JSON,
        ("{\"source\":\"web\",\"id\":\"" + id
                + "\",\"type\":\"rating\",\"subject\":\"A\",\"value\":" + value + "}")
            .getBytes(StandardCharsets.UTF_8));
  }

  private static void await(NodeProcess node, String event) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (!new LogLines(whole(node)).events().contains(event)) {
      assertThat(System.nanoTime()).as("no %s: %s", event, node).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  /** Without a line that is just being written. */
  private static String whole(NodeProcess node) {
    String text = node.errors();
    return text.substring(0, text.lastIndexOf('\n') + 1);
  }

  @Test
  void everyEventIsOneLineOfJsonWithItsName() throws Exception {
    try (NodeProcess node = start()) {
      node.awaitReady();
      send(node, "broken-1", 11);
      send(node, "broken-2", 12);
      await(node, "dead-letters");
      await(node, "events-refused");
      // only what is committed can be discarded
      byte[] discard = "{\"all\":true,\"note\":\"by a test\"}".getBytes(StandardCharsets.UTF_8);
      while (node.post("/v1/dead-letters/discard", JSON, discard)
          .json()
          .get("results")
          .isEmpty()) {
        Thread.sleep(20);
      }
      await(node, "events-taken");
      node.kill();
      LogLines log = new LogLines(whole(node));
      assertThat(log.events())
          .startsWith("listening", "ready")
          .contains("dead-letters", "dead-letters-discarded");
      for (JsonNode line : log.lines()) {
        assertThat(line.get("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}\\.\\d{3}Z");
        assertThat(line.get("level").asText()).isIn("INFO", "WARN");
        assertThat(line.get("message").asText()).startsWith(line.get("what").asText());
      }
      assertThat(log.first("listening").get("url").asText())
          .isEqualTo(node.uri().toString());
      assertThat(log.first("dead-letters").get("advice").asText()).contains("tallystick");
      assertThat(log.first("dead-letters-discarded").get("note").asText()).isEqualTo("by a test");
      assertThat(log.first("events-refused").get("code").asText()).isEqualTo("dead-letters-full");
    }
  }

  @Test
  void aRecoveryAndAStopAreLinesToo() throws Exception {
    try (NodeProcess node = start()) {
      node.awaitReady();
      // nothing but the interval of ten minutes would commit it: a dead letter would do so earlier
      send(node, "good-1", 3);
      node.kill();
    }
    try (NodeProcess node = start()) {
      node.awaitReady();
      assertThat(node.terminate()).isZero();
      LogLines log = new LogLines(node.errors());
      assertThat(log.events()).startsWith("recovering").endsWith("stopping", "stopped");
      assertThat(log.first("recovering").get("events").asInt()).isEqualTo(1);
    }
  }

  @Test
  void aStartThatFailsIsALineToo() throws Exception {
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data").resolve("tallystick-data.json"), "{");
    try (NodeProcess node = start()) {
      assertThat(node.awaitEnd()).isEqualTo(1);
      LogLines log = new LogLines(node.errors());
      assertThat(log.events()).containsExactly("start-failed");
      assertThat(log.first("start-failed").get("error").asText()).contains("\n\tat ");
    }
  }
}
