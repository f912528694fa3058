package io.tallystick.qa.soak;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.qa.process.Answer;
import io.tallystick.qa.process.NodeProcess;
import java.io.IOException;
import java.util.Locale;

/** Lets a node prove its numbers from the raw events, with its other engine. */
final class FinalRecount {

  private static final long NANOS_MAX = 600_000_000_000L;
  private static final int POLL_MILLIS = 200;

  private FinalRecount() {}

  /**
   * Recounts everything.
   *
   * @return what was compared, in numbers
   * @throws AssertionError when it is not as the raw events say
   */
  static String run(NodeProcess node) throws IOException, InterruptedException {
    Answer started = node.post("/v1/recounts", "application/json", new byte[0]);
    if (started.status() != 202) {
      throw new AssertionError("recount: " + started + " (expected: 202)");
    }
    long begin = System.nanoTime();
    JsonNode report = started.json();
    while (report.path("state").asText().equals("running")) {
      if (System.nanoTime() - begin > NANOS_MAX) {
        throw new AssertionError("recount: still running: " + report);
      }
      Thread.sleep(POLL_MILLIS);
      report = node.get("/v1/recounts/latest").json();
    }
    if (!report.path("clean").asBoolean()) {
      throw new AssertionError("recount: not clean: " + report);
    }
    return String.format(
        Locale.ROOT,
        "%,d raw events give the same %,d windows, in %.1f s",
        report.path("events").asLong(),
        report.path("windows").asLong(),
        (System.nanoTime() - begin) / 1e9);
  }
}
