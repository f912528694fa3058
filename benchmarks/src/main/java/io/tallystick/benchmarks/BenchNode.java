package io.tallystick.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallystick.benchmarks.load.HttpConnection;
import io.tallystick.benchmarks.process.MeasuredNode;
import io.tallystick.benchmarks.process.NodeSettings;
import io.tallystick.benchmarks.process.ProcessUsage;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;

/** The node under load: its process and a connection for questions. */
final class BenchNode implements AutoCloseable {

  private static final Duration READY_TIME_MAX = Duration.ofMinutes(2);
  private static final Duration DRAIN_TIME_MAX = Duration.ofMinutes(2);
  private static final int DRAIN_POLL_MILLIS = 2;

  /** A node ends a connection that has been idle for a minute; a phase may take longer. */
  private static final Duration IDLE_TIME_MAX = Duration.ofSeconds(30);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final MeasuredNode process;
  private HttpConnection questions;
  private long askedNanos = System.nanoTime();
  private final double readyMillis;

  private BenchNode(MeasuredNode process, double readyMillis, HttpConnection questions) {
    this.process = process;
    this.readyMillis = readyMillis;
    this.questions = questions;
  }

  /** Starts a node and waits until it is ready. */
  static BenchNode start(NodeSettings settings, PrintWriter progress)
      throws IOException, InterruptedException {
    MeasuredNode process = MeasuredNode.start(settings);
    try {
      double readyMillis = process.awaitReady(READY_TIME_MAX);
      progress.printf("node: ready after %,.0f ms in %s%n", readyMillis, settings.folder());
      progress.flush();
      return new BenchNode(process, readyMillis, new HttpConnection(process.port()));
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  int port() {
    return process.port();
  }

  /** Milliseconds from the start of the process until it was ready. */
  double readyMillis() {
    return readyMillis;
  }

  ProcessUsage usage() throws IOException {
    return process.usage();
  }

  private HttpConnection questions() throws IOException {
    long now = System.nanoTime();
    if (now - askedNanos > IDLE_TIME_MAX.toNanos()) {
      questions.close();
      questions = new HttpConnection(process.port());
    }
    askedNanos = now;
    return questions;
  }

  /** The JSON that {@code path} answers. */
  JsonNode get(String path) throws IOException {
    int status = questions().get(path);
    if (status != 200) {
      throw new IOException(path + ": " + status + " " + questions.body() + " (expected: 200)");
    }
    return JSON.readTree(questions.body());
  }

  /** Waits until {@code accepted} events are in the log and every one of them has its fate. */
  void awaitProcessed(long accepted) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      JsonNode totals = get("/v1/status").path("totals");
      if (totals.path("accepted").asLong() >= accepted
          && totals.path("inFlight").asLong() == 0) {
        return;
      }
      if (System.nanoTime() - begin > DRAIN_TIME_MAX.toNanos()) {
        throw new IOException(
            "node: still in flight after " + DRAIN_TIME_MAX.toSeconds() + " s: " + totals);
      }
      Thread.sleep(DRAIN_POLL_MILLIS);
    }
  }

  /** Has the node recount everything, and returns the report. */
  JsonNode recount(PrintWriter progress, int pollMillis) throws IOException, InterruptedException {
    int status = questions().post("/v1/recounts");
    if (status != 202) {
      throw new IOException("recount: " + status + " " + questions.body() + " (expected: 202)");
    }
    String path = "/v1/recounts/" + JSON.readTree(questions.body()).path("id").asLong();
    String step = "";
    JsonNode report = get(path);
    while (report.path("state").asText().equals("running")) {
      if (!step.equals(report.path("step").asText())) {
        step = report.path("step").asText();
        progress.println("recount: " + step);
        progress.flush();
      }
      Thread.sleep(pollMillis);
      report = get(path);
    }
    if (!report.path("state").asText().equals("done")) {
      throw new IOException("recount: " + report.path("failure").asText());
    }
    return report;
  }

  /** Stops the node in the usual way. */
  void terminate() throws IOException, InterruptedException {
    questions.close();
    int status = process.terminate();
    if (status != 0 && status != 143) {
      throw new IOException("node: ended with " + status + "\n" + process.outputTail());
    }
  }

  /** Kills the process. */
  void kill() throws InterruptedException {
    questions.close();
    process.kill();
  }

  /** Ends the process if it is still there. */
  @Override
  public void close() {
    questions.close();
    process.close();
  }
}
