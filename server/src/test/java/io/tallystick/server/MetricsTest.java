package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.node.NodeStatus.Partition;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Goal: the metrics are well-formed, named alike, bounded in number, and right. */
class MetricsTest {

  private static final Pattern SAMPLE =
      Pattern.compile("([a-z_0-9]+)(\\{[^}]*})? (NaN|[+-]?[0-9.E+-]+)");

  private final TestServer node = new TestServer();

  @AfterEach
  void close() {
    node.close();
  }

  private Map<String, Double> scrape() {
    HttpResponse<String> answer = node.get("/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    Map<String, Double> samples = new HashMap<>();
    Set<String> typed = new HashSet<>();
    for (String line : answer.body().split("\n", -1)) {
      if (line.startsWith("# TYPE ")) {
        assertThat(typed.add(line.split(" ", -1)[2])).as(line).isTrue();
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        String labels = sample.group(2) == null ? "" : sample.group(2);
        samples.put(sample.group(1) + labels, Double.valueOf(sample.group(3)));
      }
    }
    return samples;
  }

  private HttpResponse<String> post(String body) {
    return node.send(node.request("/v1/events")
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString(body)));
  }

  @Test
  void countsWhatHappened() {
    post("[" + EventBodies.plain("m", 1) + "," + EventBodies.plain("m", 2) + ",{\"type\":\"x\"}]");
    post("nonsense");
    node.status.partitions = List.of(
        new Partition(0, 1, 10, 7, 5, new Tally(new Fates(4, 2, 1), Fates.NONE), 0, 1, 6, 96, 3),
        new Partition(
            1, 0, 20, 20, 20, new Tally(new Fates(20, 0, 0), Fates.NONE), 0, 0, 20, 320, 0));
    Map<String, Double> samples = scrape();
    assertThat(samples)
        .containsEntry("tallystick_events_accepted_total", 2.0)
        .containsEntry("tallystick_events_rejected_total{code=\"missing-field\"}", 1.0)
        .containsEntry("tallystick_ingest_requests_total{outcome=\"accepted\"}", 1.0)
        .containsEntry("tallystick_ingest_requests_total{outcome=\"malformed-json\"}", 1.0)
        .containsEntry("tallystick_ingest_seconds_count", 2.0)
        .containsEntry("tallystick_in_flight_bytes", 0.0)
        .containsEntry("tallystick_node_state{state=\"ready\"}", 1.0)
        .containsEntry("tallystick_events_processed_total{fate=\"counted\",partition=\"1\"}", 20.0)
        .containsEntry("tallystick_events_processed_total{fate=\"duplicate\",partition=\"0\"}", 2.0)
        .containsEntry(
            "tallystick_events_processed_total{fate=\"dead-lettered\",partition=\"0\"}", 1.0)
        .containsEntry("tallystick_events_in_flight{partition=\"0\"}", 3.0)
        .containsEntry("tallystick_log_end_offset{partition=\"0\"}", 10.0)
        .containsEntry("tallystick_processed_offset{partition=\"0\"}", 7.0)
        .containsEntry("tallystick_committed_offset{partition=\"0\"}", 5.0)
        .containsEntry("tallystick_deduplication_ids{partition=\"0\",place=\"disk\"}", 3.0)
        .containsEntry("tallystick_deduplication_memory_bytes{partition=\"1\"}", 320.0);
  }

  @Test
  void labelsAreBounded() {
    int before = scrape().size();
    for (int i = 0; i < 50; i++) {
      post("[{\"type\":\"t" + i + "\",\"subject\":\"s" + i + "\",\"colour\":" + i + "}]");
      node.get("/nowhere/" + i);
    }
    int after = (int) scrape().keySet().stream()
        .filter(name -> name.startsWith("tallystick_"))
        .count();
    assertThat(after).isLessThanOrEqualTo(before).isLessThan(ErrorCode.values().length * 2 + 160);
  }

  @Test
  void theProcessIsThere() throws Exception {
    Map<String, Double> samples = scrape();
    while (!samples.containsKey("process_uptime_seconds")) {
      Thread.sleep(10);
      samples = scrape();
    }
    assertThat(samples.keySet())
        .anyMatch(name -> name.startsWith("jvm_memory_used_bytes"))
        .anyMatch(name -> name.startsWith("jvm_threads_live_threads"))
        .anyMatch(name -> name.startsWith("process_cpu_usage"))
        .anyMatch(name -> name.startsWith("process_files_open_files"));
  }

  @Test
  void openMetricsIsWrittenForWhoAsks() {
    HttpResponse<String> answer =
        node.send(node.request("/metrics").header("accept", "application/openmetrics-text"));
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith("application/openmetrics-text");
    assertThat(answer.body()).endsWith("# EOF\n");
  }
}
