package io.tallystick.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The jobs of a Flink cluster, through its REST interface. */
public final class FlinkJobs {

  private static final Duration REQUEST_TIME_MAX = Duration.ofSeconds(60);
  private static final Duration WAIT_TIME_MAX = Duration.ofMinutes(10);
  private static final int POLL_MILLIS = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI address;

  /** For the cluster whose web interface is there. */
  public FlinkJobs(URI address) {
    this.address = address;
  }

  URI address() {
    return address;
  }

  /** How many TaskManagers have registered. */
  public int taskManagers() throws IOException {
    return request("GET", "/overview", null).path("taskmanagers").asInt(-1);
  }

  /** Uploads a jar; returns the id by which it is submitted. */
  public String upload(Path jar) {
    return unchecked(() -> {
      String boundary = "tallystick-boundary";
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"jarfile\";"
              + " filename=\"" + jar.getFileName() + "\"\r\n"
              + "Content-Type: application/x-java-archive\r\n\r\n")
          .getBytes(StandardCharsets.UTF_8));
      body.writeBytes(Files.readAllBytes(jar));
      body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
      JsonNode answer = send(HttpRequest.newBuilder(address.resolve("/jars/upload"))
          .header("content-type", "multipart/form-data; boundary=" + boundary)
          .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())));
      String file = answer.path("filename").asText();
      return file.substring(file.lastIndexOf('/') + 1);
    });
  }

  /** Runs an uploaded jar; returns the id of the job. */
  public String submit(String jarId, FlinkSubmission submission) {
    return unchecked(() -> {
      ObjectNode body = JSON.createObjectNode();
      body.put("entryClass", submission.mainClass());
      submission.arguments().forEach(body.withArray("programArgsList")::add);
      body.put("parallelism", submission.parallelism());
      submission.restoreFrom().ifPresent(path -> body.put("savepointPath", path));
      submission.configuration().forEach(body.withObject("/flinkConfiguration")::put);
      return request("POST", "/jars/" + jarId + "/run", body).path("jobid").asText();
    });
  }

  /** The state of a job, as {@code RUNNING}. */
  public String state(String job) {
    return unchecked(() -> request("GET", "/jobs/" + job, null).path("state").asText());
  }

  /** The ids of the jobs in a state. */
  public List<String> inState(String state) {
    return unchecked(() -> {
      JsonNode jobs = request("GET", "/jobs/overview", null).path("jobs");
      return Stream.iterate(0, i -> i < jobs.size(), i -> i + 1)
          .map(jobs::get)
          .filter(job -> job.path("state").asText().equals(state))
          .map(job -> job.path("jid").asText())
          .toList();
    });
  }

  /** Waits until all tasks of a job run. */
  public void awaitRunning(String job) {
    await(job, "runs", () -> {
      String state = state(job);
      if (state.equals("FAILED")) {
        throw new IllegalStateException("job " + job + ": failed: " + lastException(job));
      }
      return state.equals("RUNNING") && allTasksRun(job);
    });
  }

  private boolean allTasksRun(String job) {
    JsonNode tasks = unchecked(() -> request("GET", "/jobs/" + job, null)).path("status-counts");
    int running = tasks.path("RUNNING").asInt();
    int all = 0;
    for (JsonNode count : tasks) {
      all += count.asInt();
    }
    return all > 0 && running == all;
  }

  /** The newest failure of a job, for messages; empty when there was none. */
  public String lastException(String job) {
    JsonNode history = unchecked(() -> request("GET", "/jobs/" + job + "/exceptions", null))
        .path("exceptionHistory")
        .path("entries");
    return history.isEmpty() ? "" : history.get(0).path("stacktrace").asText();
  }

  /** How many times a job was started again. */
  public int restarts(String job) {
    return (int) metric(job, "numRestarts");
  }

  /** How many checkpoints a job has completed since it was submitted. */
  public long completedCheckpoints(String job) {
    return unchecked(() -> request("GET", "/jobs/" + job + "/checkpoints", null))
        .path("counts")
        .path("completed")
        .asLong();
  }

  private double metric(String job, String name) {
    JsonNode metrics =
        unchecked(() -> request("GET", "/jobs/" + job + "/metrics?get=" + name, null));
    return metrics.isEmpty() ? 0 : metrics.get(0).path("value").asDouble();
  }

  /** Ends a job at once. */
  public void cancel(String job) {
    unchecked(() -> request("PATCH", "/jobs/" + job + "?mode=cancel", null));
    await(job, "is canceled", () -> state(job).equals("CANCELED"));
  }

  /** Stops a job with a savepoint in {@code folder}; returns where it lies. */
  public String stopWithSavepoint(String job, Path folder) {
    return savepoint(job, "/stop", folder, "drain");
  }

  /** Makes a savepoint of a job that goes on; returns where it lies. */
  public String savepoint(String job, Path folder) {
    return savepoint(job, "/savepoints", folder, "cancel-job");
  }

  private String savepoint(String job, String verb, Path folder, String flag) {
    ObjectNode body = JSON.createObjectNode();
    String folderName = verb.equals("/stop") ? "targetDirectory" : "target-directory";
    body.put(folderName, folder.toUri().toString());
    body.put(flag, false);
    String trigger = unchecked(() -> request("POST", "/jobs/" + job + verb, body))
        .path("request-id")
        .asText();
    String path = "/jobs/" + job + "/savepoints/" + trigger;
    await(job, "has a savepoint", () -> status(path).equals("COMPLETED"));
    JsonNode operation = unchecked(() -> request("GET", path, null)).path("operation");
    if (!operation.has("location")) {
      throw new IllegalStateException("job " + job + ": no savepoint: " + operation);
    }
    return operation.path("location").asText();
  }

  private String status(String path) {
    return unchecked(() -> request("GET", path, null)).path("status").path("id").asText();
  }

  /** The newest complete checkpoint below {@code folder}, by which a lost job is started again. */
  public static Optional<String> latestCheckpoint(Path folder) {
    // folder/JOB/chk-NUMBER/_metadata; older ones are being removed meanwhile
    return children(folder)
        .flatMap(FlinkJobs::children)
        .map(checkpoint -> checkpoint.resolve("_metadata"))
        .filter(Files::isRegularFile)
        .max(Comparator.comparing(FlinkJobs::written))
        .map(file -> file.resolveSibling("").toUri().toString());
  }

  private static Stream<Path> children(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList().stream();
    } catch (IOException | UncheckedIOException gone) {
      return Stream.empty();
    }
  }

  private static FileTime written(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException gone) {
      return FileTime.fromMillis(0);
    }
  }

  private void await(String job, String what, Supplier<Boolean> condition) {
    long end = System.nanoTime() + WAIT_TIME_MAX.toNanos();
    while (!isSo(condition, end)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("job " + job + ": not so within "
            + WAIT_TIME_MAX.toSeconds() + " s: " + what + "; it is " + state(job)
            + "; its newest failure: " + lastException(job));
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  /** A JobManager that has just started, or has much to do, refuses some requests: not yet so. */
  private static boolean isSo(Supplier<Boolean> condition, long endNanos) {
    try {
      return condition.get();
    } catch (UncheckedIOException e) {
      if (System.nanoTime() > endNanos) {
        throw e;
      }
      return false;
    }
  }

  private JsonNode request(String method, String path, @Nullable JsonNode body) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("content-type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
    }
    return send(request);
  }

  private JsonNode send(HttpRequest.Builder builder) throws IOException {
    HttpRequest request = builder.timeout(REQUEST_TIME_MAX).build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IOException(request.method() + " " + request.uri() + ": " + answer.statusCode()
            + ": " + answer.body());
      }
      return JSON.readTree(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(request.uri() + ": interrupted", e);
    }
  }

  @FunctionalInterface
  private interface Call<T> {
    T run() throws IOException;
  }

  private static <T> T unchecked(Call<T> call) {
    try {
      return call.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
