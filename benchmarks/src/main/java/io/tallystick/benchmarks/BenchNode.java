package io.tallystick.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.benchmarks.process.MeasuredNode;
import io.tallystick.benchmarks.process.NodeSettings;
import io.tallystick.benchmarks.process.ProcessUsage;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;

/** The node under load: its process and a connection for questions. */
final class BenchNode implements AutoCloseable {

  private static final Duration READY_TIME_MAX = Duration.ofMinutes(10);

  private final MeasuredNode process;
  private final NodeQuestions questions;
  private final double readyMillis;

  private BenchNode(MeasuredNode process, double readyMillis, NodeQuestions questions) {
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
      return new BenchNode(process, readyMillis, new NodeQuestions(process.port()));
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

  /** For questions to it. */
  NodeQuestions questions() {
    return questions;
  }

  /** The JSON that {@code path} answers. */
  JsonNode get(String path) throws IOException {
    return questions.get(path);
  }

  /** As {@link NodeQuestions#awaitProcessed}. */
  void awaitProcessed(long accepted) throws IOException, InterruptedException {
    questions.awaitProcessed(accepted);
  }

  /** Has the node recount everything, and returns the report. */
  JsonNode recount(PrintWriter progress, int pollMillis) throws IOException, InterruptedException {
    JsonNode started = questions.post("/v1/recounts");
    String path = "/v1/recounts/" + started.path("id").asLong();
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
