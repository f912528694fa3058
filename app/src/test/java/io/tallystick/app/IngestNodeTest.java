package io.tallystick.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.cluster.ClusterProcess;
import io.tallystick.cluster.KafkaCluster;
import io.tallystick.configuration.ConfigurationLoader;
import io.tallystick.configuration.FlagValue;
import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.kafka.log.KafkaLogReader;
import io.tallystick.kafka.log.LogAnchor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a node of role ingest acknowledges what Kafka has, refuses in time what Kafka does not take,
 * and goes on by itself.
 *
 * <p>Method: HTTP to a node whose broker is started late, killed and started again.
 */
final class IngestNodeTest {

  private static final int PARTITIONS = 4;
  private static final int EVENTS = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final HttpClient client = HttpClient.newHttpClient();
  private int posts;

  @TempDir
  private Path folder;

  @Test
  void takesWhatKafkaTakes() throws Exception {
    try (KafkaCluster kafka = KafkaCluster.start(folder, 1)) {
      ClusterProcess broker = kafka.brokers().get(0);
      broker.kill();
      NodeConfiguration configuration = configuration(kafka.bootstrapServers());
      int acknowledged = 0;
      try (IngestNode node = IngestNode.start(configuration)) {
        assertThat(get(node, "/health").statusCode()).isEqualTo(200);
        assertThat(get(node, "/ready").statusCode()).isEqualTo(503);
        assertRefused(post(node, "early"));

        broker.start();
        awaitTaken(node, "first");
        acknowledged += EVENTS;
        assertThat(get(node, "/ready").statusCode()).isEqualTo(200);
        assertThat(get(node, "/v1/ledger").statusCode()).isEqualTo(421);
        assertThat(get(node, "/metrics").body())
            .contains(
                "tallystick_kafka_topic_partitions 3.0", "tallystick_kafka_pending_bytes 0.0");

        broker.kill();
        assertRefused(post(node, "waits for its whole time"));
        assertRefused(post(node, "is refused at once"));

        broker.start();
        awaitTaken(node, "second");
        acknowledged += EVENTS;
      }
      assertThat(eventsInTopic(configuration))
          .as("what was refused may be there, too")
          .isBetween((long) acknowledged, (long) posts * EVENTS);
    }
  }

  private NodeConfiguration configuration(String brokers) {
    List<FlagValue> flags = new ArrayList<>();
    Map.of(
            "role",
            "ingest",
            "server.port",
            "0",
            "kafka.bootstrap-servers",
            brokers,
            "kafka.topic-partitions",
            "3",
            "kafka.delivery-timeout",
            "2s",
            "processing.partitions",
            Integer.toString(PARTITIONS))
        .forEach((key, value) -> flags.add(new FlagValue("--set " + key, key, value)));
    return ConfigurationLoader.load(folder, null, Map.of(), flags).configuration();
  }

  private static void assertRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.headers().firstValue("retry-after")).isPresent();
    assertThat(answer.body()).contains("\"code\":\"unavailable\"", "\"retryable\":true");
  }

  /** Sends the same events again until they are taken, as a client does. */
  private void awaitTaken(IngestNode node, String name) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    HttpResponse<String> answer = post(node, name);
    while (answer.statusCode() == 503 && System.nanoTime() < end) {
      Thread.sleep(100);
      answer = post(node, name);
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(answer.body()).contains("\"accepted\":" + EVENTS);
  }

  private HttpResponse<String> post(IngestNode node, String name) throws Exception {
    posts++;
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < EVENTS; i++) {
      body.append("{\"id\":\"")
          .append(name)
          .append(i)
          .append("\",\"type\":\"view\",\"subject\":\"A\"}\n");
    }
    return client.send(
        request(node, "/v1/events")
            .header("content-type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(IngestNode node, String path) throws Exception {
    return client.send(request(node, path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(IngestNode node, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + path))
        .timeout(PATIENCE);
  }

  private static long eventsInTopic(NodeConfiguration configuration) {
    try (KafkaLogReader reader = new KafkaLogReader(
        KafkaParts.connection(configuration), Collections.nCopies(PARTITIONS, LogAnchor.BEGIN))) {
      long events = 0;
      for (int partition = 0; partition < PARTITIONS; partition++) {
        events += reader.end(partition);
      }
      return events;
    }
  }
}
