package io.tallystick.qa.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallystick.cluster.LocalCluster;
import io.tallystick.cluster.LocalClusterPlan;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a cluster answers the golden scenarios byte for byte, as one machine does.
 *
 * <p>Method: real Kafka, Flink and Cassandra with our own processes, canaries on; one ingest and one
 * query process are asked over HTTP, the other two stand beside.
 */
class GoldenClusterTest {

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void answersAsOneMachineDoes() throws Exception {
    LocalClusterPlan plan = LocalClusterPlan.small(folder, GoldenScenario.configuration());
    try (LocalCluster cluster = LocalCluster.start(plan, System.out::println)) {
      GoldenRun run =
          new GoldenRun(cluster.ingests().get(0).uri(), cluster.queries().get(0).uri());
      assertThat(run.run(GoldenScenario.all())).isEmpty();
      assertThat(run.steps()).isGreaterThan(80);
      assertRecountIsClean(cluster.queries().get(1).uri());
    }
  }

  /** Goal: SQL over the raw events of the topic comes to the same numbers, fates and ledger. */
  private static void assertRecountIsClean(URI node) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    ObjectMapper json = new ObjectMapper();
    HttpRequest start = HttpRequest.newBuilder(node.resolve("/v1/recounts"))
        .POST(HttpRequest.BodyPublishers.noBody())
        .build();
    HttpResponse<String> started = client.send(start, HttpResponse.BodyHandlers.ofString());
    assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
    HttpRequest latest =
        HttpRequest.newBuilder(node.resolve("/v1/recounts/latest")).build();
    JsonNode report = json.readTree(started.body());
    while (report.get("state").asText().equals("running")) {
      Thread.sleep(200);
      report = json.readTree(
          client.send(latest, HttpResponse.BodyHandlers.ofString()).body());
    }
    assertThat(report.get("state").asText()).as(report.toPrettyString()).isEqualTo("done");
    assertThat(report.get("clean").asBoolean()).as(report.toPrettyString()).isTrue();
    assertThat(report.get("events").asLong()).as(report.toPrettyString()).isGreaterThan(100);
  }
}
