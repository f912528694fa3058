package io.tallystick.qa.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallystick.cluster.LocalCluster;
import io.tallystick.cluster.LocalClusterPlan;
import io.tallystick.cluster.S3Server;
import io.tallystick.cluster.TallystickNode;
import io.tallystick.qa.logs.LogLines;
import io.tallystick.qa.page.ClusterPage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a cluster answers the golden scenarios byte for byte, as one machine does.
 *
 * <p>Method: real Kafka, Flink and Cassandra with our own processes, canaries on; one ingest and one
 * query process are asked over HTTP, the other two stand beside. The archive is in S3, on a real
 * server, and in the end nowhere else.
 */
class GoldenClusterTest {

  private static final String BUCKET = "golden";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void answersAsOneMachineDoes() throws Exception {
    try (S3Server s3 = S3Server.start(folder);
        LocalCluster cluster = LocalCluster.start(
            LocalClusterPlan.small(folder, configuration(s3)).withS3(s3), System.out::println)) {
      GoldenRun run =
          new GoldenRun(cluster.ingests().get(0).uri(), cluster.queries().get(0).uri());
      assertThat(run.run(GoldenScenario.all())).isEmpty();
      assertThat(run.steps()).isGreaterThan(80);
      Path archive = s3.bucket(BUCKET).resolve("some/events");
      awaitFile(archive.resolve("_manifest"));
      assertRecountIsClean(cluster.queries().get(1).uri());
      ClusterPage.check(cluster.queries().get(0).uri(), cluster.ingests().get(1).uri());
      ArchiveInS3 events = new ArchiveInS3(cluster, archive);
      events.leaveOnlyTheArchive();
      JsonNode report = assertRecountIsClean(cluster.queries().get(1).uri());
      assertThat(report.get("coverage"))
          .as(report.toPrettyString())
          .allMatch(partition -> partition.get("beginOffset").asLong() == 0);
      JsonNode range = recount(
          cluster.queries().get(0).uri(), "?start=2024-01-01T00:00:00Z&end=2025-01-01T00:00:00Z");
      assertThat(range.get("clean").asBoolean()).as(range.toPrettyString()).isTrue();
      assertThat(range.get("windows").asLong()).as(range.toPrettyString()).isGreaterThan(50);
      assertRepairs(cluster);
      events.assertDamageIsTold(path -> recount(cluster.queries().get(1).uri(), path));
      assertLogsAreJson(cluster);
    }
  }

  /** Waits until something is archived: that the first events are old enough is not all it takes. */
  private static void awaitFile(Path manifest) throws Exception {
    long begin = System.nanoTime();
    while (true) {
      String[] files = manifest.toFile().list();
      if (files != null && Arrays.stream(files).anyMatch(file -> file.endsWith(".csv"))) {
        return;
      }
      assertThat(System.nanoTime() - begin).as("nanos").isLessThan(TimeUnit.MINUTES.toNanos(5));
      Thread.sleep(100);
    }
  }

  /** Goal: what an operator is told in a cluster is JSON, too, under names that stay. */
  private static void assertLogsAreJson(LocalCluster cluster) throws Exception {
    for (TallystickNode node :
        List.of(cluster.ingests().get(0), cluster.queries().get(0))) {
      String text = Files.readString(node.process().log());
      LogLines log = new LogLines(text.substring(0, text.lastIndexOf('\n') + 1));
      assertThat(log.events()).contains("listening", "ready");
      assertThat(log.first("listening").get("role").asText())
          .isEqualTo(node.process().name().replaceFirst("-.*", ""));
    }
  }

  /** The configuration of the scenarios, with an archive that does not wait long. */
  private static List<String> configuration(S3Server s3) {
    s3.bucket(BUCKET);
    List<String> lines = new ArrayList<>(GoldenScenario.configuration());
    lines.add("archive: { url: \"s3://" + BUCKET + "/some/events\", s3-endpoint: \"" + s3.address()
        + "\", s3-path-style: true, file-age: 2s, file-events: 1000 }");
    lines.add("logging: { format: json }");
    return lines;
  }

  /** Goal: SQL over the raw events of files and topic comes to the same numbers and fates. */
  private static JsonNode assertRecountIsClean(URI node) throws Exception {
    JsonNode report = recount(node, "");
    assertThat(report.get("clean").asBoolean()).as(report.toPrettyString()).isTrue();
    assertThat(report.get("events").asLong()).as(report.toPrettyString()).isGreaterThan(100);
    assertThat(report.get("notes")).as(report.toPrettyString()).isEmpty();
    return report;
  }

  /**
   * Goal: rows that are damaged in Cassandra are found, and put right by the job, which has them.
   *
   * <p>Method: some rows are deleted, some changed, some made unreadable, as if by damage: with the
   * time of their own write, as anything later would win over the job for ever.
   */
  private static void assertRepairs(LocalCluster cluster) throws Exception {
    URI node = cluster.queries().get(1).uri();
    int damaged = DamagedCassandra.damage(
        cluster.cassandra().contactPoints(), cluster.cassandra().datacenter());
    assertThat(damaged).isGreaterThan(10);
    JsonNode found = recount(node, "");
    assertThat(found.get("wrongRows").asLong()).as(found.toPrettyString()).isEqualTo(damaged);
    JsonNode repaired = recount(node, "?repair=true");
    assertThat(repaired.get("wrongRows").asLong()).as(repaired.toPrettyString()).isEqualTo(damaged);
    assertThat(repaired.get("repairedRows").asLong())
        .as(repaired.toPrettyString())
        .isEqualTo(damaged);
    assertRecountIsClean(node);
  }

  private static JsonNode recount(URI node, String parameters) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    ObjectMapper json = new ObjectMapper();
    HttpRequest start = HttpRequest.newBuilder(node.resolve("/v1/recounts" + parameters))
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
    return report;
  }
}
