package io.tallystick.app.canary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallystick.app.Node;
import io.tallystick.configuration.ConfigurationLoader;
import io.tallystick.configuration.FlagValue;
import io.tallystick.core.node.CanaryReport.State;
import io.tallystick.server.canary.CanaryAccess;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a node proves from outside that it counts, and nobody but the operator sees any of it. */
class CanaryTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EVENT =
      "{\"source\":\"%s\",\"id\":\"%s\",\"type\":\"%s\",\"subject\":\"0\"}";

  @TempDir
  private Path directory;

  private final HttpClient client = HttpClient.newHttpClient();

  private Node start(String... settings) {
    List<FlagValue> flags = new ArrayList<>(List.of(
        new FlagValue("test", "server.port", "0"),
        new FlagValue("test", "data.directory", directory.resolve("data").toString())));
    for (int i = 0; i < settings.length; i += 2) {
      flags.add(new FlagValue("test", settings[i], settings[i + 1]));
    }
    return Node.start(ConfigurationLoader.load(directory, null, Map.of(), flags).configuration());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within a minute").isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  private static void awaitRounds(Node node, int rounds) throws InterruptedException {
    long before = node.canary().events();
    await(() -> node.canary().events() >= before + 5L * rounds);
    await(() -> node.canary().state() == State.EXACT);
  }

  private String get(Node node, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + node.port() + path);
    return client
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private HttpResponse<String> post(Node node, String token, String body) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + node.port() + "/v1/events");
    return client.send(
        HttpRequest.newBuilder(uri)
            .header("content-type", "application/json")
            .header(CanaryAccess.HEADER, token)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void countsStayExactAcrossRestarts() throws Exception {
    for (int run = 0; run < 3; run++) {
      try (Node node = start("canary.interval", "10ms", "processing.commit-interval", "20ms")) {
        awaitRounds(node, 10);
        assertThat(node.canary().mismatches()).isZero();
        JsonNode ready = JSON.readTree(get(node, "/ready"));
        assertThat(ready.get("ready").asBoolean()).isTrue();
        assertThat(ready.at("/canary/mismatches").asLong()).isZero();
        assertThat(ready.at("/canary/visibleMillis").isNumber()).isTrue();
      }
    }
  }

  @Test
  void everyWayToListenIsFound() throws Exception {
    List<String> addresses = new ArrayList<>(List.of("127.0.0.1", "0.0.0.0", "localhost"));
    // a machine may have no IPv6, and then nothing can listen so
    if (NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .anyMatch(Inet6Address.class::isInstance)) {
      addresses.add("::");
    }
    for (String address : addresses) {
      try (Node node = start("canary.interval", "10ms", "server.address", address)) {
        awaitRounds(node, 2);
      }
    }
  }

  @Test
  void nobodySeesIt() throws Exception {
    try (Node node = start("canary.interval", "5ms", "dimensions", "[country]")) {
      awaitRounds(node, 20);
      JsonNode totals = JSON.readTree(get(node, "/v1/status")).get("totals");
      totals.forEach(number -> assertThat(number.asLong()).isZero());
      JsonNode ledger = JSON.readTree(get(node, "/v1/ledger"));
      ledger.get("total").forEach(number -> assertThat(number.asLong()).isZero());
      assertThat(ledger.get("hours")).isEmpty();
      assertThat(ledger.at("/canary/accepted").asLong()).isGreaterThanOrEqualTo(100);
      assertThat(ledger.get("balanced").asBoolean()).isTrue();
      assertThat(results(node, "/v1/stats?type=tallystick.canary&function=count,sum,min"))
          .isEqualTo("[{\"count\":0,\"sum\":0,\"min\":null}]");
      assertThat(results(node, "/v1/stats?type=tallystick.canary&subject=0"))
          .isEqualTo("[{\"subject\":\"0\",\"count\":0}]");
      assertThat(results(node, "/v1/top?type=tallystick.canary")).isEqualTo("[]");
      String metrics = get(node, "/metrics");
      assertThat(metrics)
          .contains("\ntallystick_events_accepted_total 0.0\n")
          .contains("\ntallystick_ingest_requests_total{outcome=\"accepted\"} 0.0\n")
          .contains("\ntallystick_ingest_seconds_count 0\n")
          .contains("\ntallystick_ingest_body_bytes_total 0.0\n")
          .contains("\ntallystick_stats_seconds_count 2\n")
          .contains("\ntallystick_canary_mismatches_total 0.0\n")
          .contains("\ntallystick_canary_rounds_total{outcome=\"wrong\"} 0.0\n");
      assertThat(metrics.lines().filter(line -> line.matches("tallystick_events_.* [1-9].*")))
          .isEmpty();
    }
  }

  private String results(Node node, String path) throws Exception {
    return JSON.readTree(get(node, path)).get("results").toString();
  }

  @Test
  void nobodyElseMayUseItsNames() throws Exception {
    try (Node node = start("canary.interval", "0")) {
      await(() -> node.status().state() == io.tallystick.core.node.NodeStatus.State.READY);
      HttpResponse<String> source =
          post(node, "guessed", EVENT.formatted("tallystick.canary", "1", "view"));
      assertThat(source.statusCode()).isEqualTo(400);
      assertThat(source.body()).contains("\"code\":\"reserved-source\"");
      HttpResponse<String> type = post(node, "", EVENT.formatted("web", "1", "tallystick.canary"));
      assertThat(type.body()).contains("\"code\":\"reserved-type\"");
      HttpResponse<String> some = post(
          node,
          "",
          "[" + EVENT.formatted("web", "1", "view") + ","
              + EVENT.formatted("tallystick.canary", "1", "tallystick.canary") + "]");
      assertThat(some.statusCode()).isEqualTo(202);
      assertThat(some.body()).contains("\"accepted\":1").contains("reserved-source");
      assertThat(JSON.readTree(get(node, "/ready")).at("/canary/state").asText())
          .isEqualTo("off");
    }
  }
}
