package io.tallystick.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/**
 * Goal: every load benchmark runs against a real node in its own process, is exact, and reports
 * what it promises. How fast is not asked.
 */
class LoadSmokeTest {

  private static final String SMALL = " --subjects 300 --connections 3 --batch 100 --json";

  @Test
  void ingestOfJsonWithDimensions() throws IOException {
    JsonNode report = run("ingest --events 5000 --warm-up 2000 --dimensions country,subject+country"
        + " --ids text --format json");
    assertIngest(report);
    assertThat(report.path("halfLoadAckP99Millis").isNumber()).isTrue();
    assertThat(report.path("format").asText()).isEqualTo("json");
  }

  @Test
  void ingestOfProtobufOnOneSubject() throws IOException {
    JsonNode report =
        run("ingest --events 5000 --warm-up 0 --hot --format protobuf --rate 20000 --heap 200m");
    assertIngest(report);
    assertThat(report.path("halfLoadAckP99Millis").isNull()).isTrue();
    assertThat(report.path("format").asText()).isEqualTo("protobuf");
  }

  private static void assertIngest(JsonNode report) {
    assertNumbers(
        report,
        "eventsPerSecond",
        "serverCpuSecondsPerMillionEvents",
        "referenceCpuSecondsPerMillion",
        "ackP50Millis",
        "ackP99Millis",
        "visibleP50Millis",
        "visibleP99Millis",
        "diskBytesPerEvent",
        "peakMemoryMiB",
        "events",
        "subjects",
        "seed");
    assertTexts(report, "machine", "commit", "javaVersion", "format");
  }

  @Test
  void read() throws IOException {
    assertNumbers(
        run("read --events 5000 --live-events 2000 --queries 50 --warm-up 50"),
        "totalServerP50Millis",
        "totalServerP99Millis",
        "totalClientP99Millis",
        "minutesServerP99Millis",
        "topServerP99Millis",
        "highestEventsPerSecond",
        "eventsPerSecond",
        "seed");
  }

  @Test
  void memory() throws IOException {
    assertNumbers(
        run("memory --preload 5000 --rate 5000 --seconds 1 --heap 200m --limit 100g"),
        "peakMemoryMiB",
        "limitMiB",
        "steadyMemoryMiB",
        "eventsPerSecond");
  }

  @Test
  void recount() throws IOException {
    assertNumbers(
        run("recount --events 5000 --live-rate 2000"),
        "exportSeconds",
        "recountSeconds",
        "events",
        "windows",
        "liveEventsPerSecond");
  }

  @Test
  void start() throws IOException {
    assertNumbers(
        run("start --events 5000"),
        "emptyReadyMillis",
        "afterKillReadyMillis",
        "afterStopReadyMillis",
        "idsInMemory");
  }

  private static JsonNode run(String arguments) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.run(new PrintWriter(out), new PrintWriter(err), (arguments + SMALL).split(" "));
    assertThat(status).as("%s%n%s%n%s", arguments, err, out).isZero();
    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.path("exact").booleanValue()).as("%s%n%s", err, out).isTrue();
    return report;
  }

  private static void assertNumbers(JsonNode report, String... keys) {
    for (String key : keys) {
      assertThat(report.path(key).isNumber()).as("%s in %s", key, report).isTrue();
    }
  }

  private static void assertTexts(JsonNode report, String... keys) {
    for (String key : keys) {
      assertThat(report.path(key).asText()).as(key).isNotEmpty();
    }
  }
}
