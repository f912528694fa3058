package io.tallystick.qa.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.qa.process.Answer;
import io.tallystick.qa.process.NodeProcess;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A node on an empty folder, and the program that sends to it. Single-threaded. */
final class DatasetNode implements AutoCloseable {

  /** More than any of the dimensions has values. */
  static final int ALL = 100_000;

  private final Path root;
  private final Path folder;
  private final NodeProcess process;

  private DatasetNode(Path root, Path folder, NodeProcess process) {
    this.root = root;
    this.folder = folder;
    this.process = process;
  }

  /**
   * Starts a node and waits until it is ready.
   *
   * @param root the folder of the repository
   */
  static DatasetNode start(Path root, String dimensions) throws Exception {
    Path folder = Files.createTempDirectory("tallystick-datasets");
    NodeProcess process = NodeProcess.start(
        folder,
        List.of("-XX:+UseParallelGC"),
        "dimensions: " + dimensions,
        "query: { max-k: " + ALL + " }");
    Runtime.getRuntime().addShutdownHook(new Thread(process::close));
    return new DatasetNode(root, folder, process.awaitReady());
  }

  Path folder() {
    return folder;
  }

  /** Runs {@code tallystick send} to its end; every line must be accepted. */
  void send(Path file, String flags) throws Exception {
    if (runSend(file, flags) != 0) {
      throw new IOException("send: not everything was accepted");
    }
  }

  /** Runs {@code tallystick send} to its end; it says which lines are not accepted, and why. */
  void sendWhatIsValid(Path file, String flags) throws Exception {
    if (runSend(file, flags) > 1) {
      throw new IOException("send: failed");
    }
  }

  private int runSend(Path file, String flags) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(root.resolve("tallystick").toString());
    command.add("send");
    command.add(file.toString());
    command.addAll(List.of(flags.split(" ")));
    command.addAll(List.of("--url", process.uri().toString(), "--quiet"));
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  void awaitProcessed() throws Exception {
    while (get("/v1/status").path("totals").path("inFlight").asLong() > 0) {
      Thread.sleep(20);
    }
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    Answer answer = process.get(path);
    if (answer.status() != 200) {
      throw new IOException(path + ": " + answer);
    }
    return answer.json();
  }

  /**
   * Functions of all events.
   *
   * @param query the type, and further parameters
   */
  List<Object> totals(String query, String... functions) throws Exception {
    JsonNode result = get("/v1/stats?type=" + query + "&function=" + String.join(",", functions))
        .path("results")
        .path(0);
    return new ArrayList<>(
        Arrays.stream(functions).map(function -> value(result.path(function))).toList());
  }

  /**
   * The windows that have events, each with its start and its functions.
   *
   * @param startLength how many characters of the start are kept
   */
  List<List<Object>> points(
      String type, String granularity, int startLength, String parameters, String... functions)
      throws Exception {
    JsonNode answer = get("/v1/stats?type=" + type + "&granularity=" + granularity + "&function="
        + String.join(",", functions) + parameters);
    List<List<Object>> points = new ArrayList<>();
    for (JsonNode point : answer.path("results").path(0).path("points")) {
      List<Object> row = new ArrayList<>();
      row.add(point.path("start").asText().substring(0, startLength));
      Arrays.stream(functions).forEach(function -> row.add(value(point.path(function))));
      points.add(row);
    }
    return points;
  }

  /** The leaders, each with the values of its dimension and its number. */
  List<List<Object>> top(String type, String dimension, String function, int k, String parameters)
      throws Exception {
    JsonNode answer = get("/v1/top?type=" + type + "&dimension="
        + URLEncoder.encode(dimension, StandardCharsets.UTF_8) + "&function=" + function + "&k="
        + k + parameters);
    List<List<Object>> leaders = new ArrayList<>();
    for (JsonNode result : answer.path("results")) {
      List<Object> row = new ArrayList<>();
      for (String name : dimension.split(",")) {
        row.add(result.path(name).asText());
      }
      row.add(value(result.path(function)));
      leaders.add(row);
    }
    return leaders;
  }

  private static Object value(JsonNode number) {
    return number.isNumber() ? number.decimalValue() : number.asText();
  }

  @Override
  public void close() throws Exception {
    process.terminate();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
