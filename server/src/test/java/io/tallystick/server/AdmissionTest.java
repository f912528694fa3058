package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.node.Admission.Reading;
import io.tallystick.core.node.AdmissionGuard;
import io.tallystick.core.node.AdmissionGuard.Limits;
import io.tallystick.core.node.AdmissionGuard.Sample;
import io.tallystick.core.node.Pressure;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Goal: under pressure events are refused with its code, everything else goes on, and it ends. */
class AdmissionTest {

  private static final Sample WELL = new Sample(false, 1_000, 0, 0, 0);

  private final TestServer node = new TestServer();
  private final AdmissionGuard guard = new AdmissionGuard(new Limits(100, 100, 100, 100));

  @AfterEach
  void close() {
    node.close();
  }

  private static Sample sample(Pressure pressure) {
    return new Sample(
        pressure == Pressure.STORAGE_FAILED,
        pressure == Pressure.DISK_NEARLY_FULL ? 99 : 1_000,
        pressure == Pressure.LAG_TOO_LONG ? 101 : 0,
        pressure == Pressure.MEMORY_SHORT ? 101 : 0,
        pressure == Pressure.DEAD_LETTERS_FULL ? 101 : 0);
  }

  private void take(Sample sample) {
    guard.sample(sample);
    node.admission.refusal = guard.refusal();
    node.admission.readings = guard.readings();
  }

  private HttpResponse<String> post() {
    return node.send(node.request("/v1/events")
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofByteArray(EventBodies.largeArray(1_000))));
  }

  @ParameterizedTest
  @EnumSource(Pressure.class)
  void eventsAreRefusedAndTheRestGoesOn(Pressure pressure) {
    take(sample(pressure));
    HttpResponse<String> refused = post();
    assertThat(refused.statusCode()).isEqualTo(pressure.code().httpStatus()).isIn(429, 503);
    assertThat(refused.body())
        .contains("\"code\":\"" + pressure.text() + "\"")
        .contains(pressure.measured())
        .contains("\"retryable\":true");
    assertThat(refused.headers().firstValueAsLong("retry-after")).hasValue(1);
    assertThat(node.log.eventCount()).isZero();

    assertThat(node.get("/health").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = node.get("/ready");
    assertThat(ready.statusCode()).as("it answers questions").isEqualTo(200);
    assertThat(ready.body())
        .contains("{\"reason\":\"" + pressure.text() + "\"")
        .contains("\"refusing\":true");
    assertThat(node.get("/v1/status").body()).contains("\"refusing\":true");
    assertThat(node.get("/metrics").body())
        .contains("tallystick_admission_refusing{reason=\"" + pressure.text() + "\"} 1.0")
        .contains("tallystick_ingest_requests_total{outcome=\"" + pressure.text() + "\"} 1.0");

    take(WELL);
    assertThat(post().statusCode()).isEqualTo(202);
    assertThat(node.get("/ready").body()).doesNotContain("\"refusing\":true");
  }

  @Test
  void everyReadingIsShown() {
    take(WELL);
    List<Reading> readings = guard.readings();
    assertThat(readings).extracting(Reading::pressure).containsExactly(Pressure.values());
    String status = node.get("/v1/status").body();
    for (Pressure pressure : Pressure.values()) {
      assertThat(status).contains("\"reason\":\"" + pressure.text() + "\"");
    }
  }
}
