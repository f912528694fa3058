package io.tallystick.qa.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallystick.app.Node;
import io.tallystick.configuration.ConfigurationLoader;
import io.tallystick.configuration.FlagValue;
import io.tallystick.qa.house.Repository;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: alerts fire when they must and only then, and everything that is watched exists. Method:
 * Prometheus' own {@code promtool}, on the files that operators get and on the metrics of a node.
 */
class ObservabilityTest {

  private static final Path FILES = Repository.root().resolve("deploy/observability");
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:tallystick|jvm|process)_[a-z0-9_]+\\b");

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir
  private static Path folder;

  private static Node node;

  @BeforeAll
  static void start() {
    node = Node.start(ConfigurationLoader.load(
        folder,
        null,
        Map.of(),
        List.of(
            new FlagValue("--port", "server.port", "0"),
            new FlagValue("--data", "data.directory", folder.resolve("data").toString()))));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  /** Some are registered a moment after the start. */
  private static String metrics() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    String found = asked();
    while (!(found.contains("process_uptime_seconds") && missing(found).isEmpty())
        && System.nanoTime() < deadline) {
      Thread.sleep(50);
      found = asked();
    }
    return found;
  }

  private static String asked() throws IOException, InterruptedException {
    return CLIENT
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/metrics"))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static void promtool(String input, String... arguments) throws Exception {
    List<String> command = new java.util.ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new AssertionError(
          "promtool: not on the PATH (expected: of Debian's package"
              + " prometheus, which ./tallystick test installs when it may)",
          e);
    }
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  @Test
  void theMetricsAreAsPrometheusAdvises() throws Exception {
    promtool(metrics(), "check", "metrics");
  }

  @Test
  void theAlertsFireWhenTheyMust() throws Exception {
    promtool("", "check", "rules", FILES.resolve("alerts.yaml").toString());
    promtool("", "test", "rules", FILES.resolve("alerts-test.yaml").toString());
  }

  @Test
  void everythingThatIsWatchedExists() throws Exception {
    assertThat(missing(metrics())).isEmpty();
  }

  private static Set<String> missing(String known) throws IOException {
    Set<String> missing = new TreeSet<>();
    for (String file : List.of("alerts.yaml", "grafana-dashboard.json")) {
      Matcher metric = METRIC.matcher(Files.readString(FILES.resolve(file)));
      while (metric.find()) {
        if (!known.contains("\n" + metric.group())) {
          missing.add(file + ": " + metric.group());
        }
      }
    }
    return missing;
  }

  @Test
  void theDashboardCoversTheGoldenSignals() throws IOException {
    JsonNode dashboard =
        new ObjectMapper().readTree(FILES.resolve("grafana-dashboard.json").toFile());
    assertThat(dashboard.get("panels").findValuesAsText("title"))
        .contains("Latency", "Traffic", "Errors", "Saturation", "Lag", "Disk", "Ledger adds up");
  }
}
