package io.tallystick.qa.process;

import io.tallystick.cluster.NewerJava;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code tallystick serve} in a process of its own, on the class path of the tests.
 * Requests may come from any thread.
 */
public final class NodeProcess implements Target, AutoCloseable {

  private static final String MAIN_CLASS = "io.tallystick.app.Main";

  /** Seconds suffice; on a machine that is kept busy by others they become minutes. */
  private static final Duration READY_TIME_MAX = Duration.ofMinutes(10);

  private static final Duration THREADS_TIME_MAX = Duration.ofSeconds(20);
  private static final Duration REQUEST_TIME_MAX = Duration.ofMinutes(2);
  private static final int POLL_MILLIS = 20;

  /** Number of objects and of their bytes. */
  private static final Pattern HISTOGRAM_TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)$");

  /** One for all nodes: each client has threads of its own. */
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** How a node says, in either format of its log, on which port it was given it listens. */
  private static final Pattern LISTENING = Pattern.compile("listening on (http://[^ ,\"]+),");

  private final ProgramRun program;
  private volatile @Nullable URI uri;

  private NodeProcess(ProgramRun program) {
    this.program = program;
  }

  /**
   * Starts a node on the data in {@code folder/data}; does not wait until it is ready.
   *
   * @param configuration lines of the configuration file, without the port; a section data has to
   *     name the directory ./data
   */
  public static NodeProcess start(Path folder, List<String> vmOptions, String... configuration)
      throws IOException {
    List<String> lines = new ArrayList<>();
    if (Arrays.stream(configuration).noneMatch(line -> line.startsWith("data:"))) {
      lines.add("data: { directory: ./data }");
    }
    lines.addAll(Arrays.asList(configuration));
    Files.write(folder.resolve("tallystick.yaml"), lines);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(NewerJava.options());
    command.addAll(vmOptions);
    command.addAll(List.of("-cp", absoluteClassPath(), MAIN_CLASS, "serve"));
    // a free one that was looked for before could be another program's by then
    command.addAll(List.of("--port", "0"));
    // what is configured for a node of the user is not meant for this one
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("TALLYSTICK_"));
    return new NodeProcess(ProgramRun.start(folder, environment, command));
  }

  /**
   * The option for the Java VM that lets a node keep its temporary files in {@code folder}, where
   * none are left: a node that is killed leaves the native libraries behind that it has unpacked.
   */
  public static String inEmptyTemporaryFolder(Path folder) throws IOException {
    Path temporary = Files.createDirectories(folder.resolve("temporary")).toAbsolutePath();
    try (Stream<Path> files = Files.list(temporary)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    return "-Djava.io.tmpdir=" + temporary;
  }

  private static String absoluteClassPath() {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  /** Waits until {@code /ready} says yes. */
  public NodeProcess awaitReady() throws InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      try {
        if (get("/ready").status() == 200) {
          return this;
        }
      } catch (IOException notYet) {
        // it does not listen yet
      }
      if (!program.isAlive()) {
        throw new AssertionError("ended too early: " + program);
      }
      if (System.nanoTime() - begin > READY_TIME_MAX.toNanos()) {
        program.tellThreads(THREADS_TIME_MAX);
        throw new AssertionError("not ready in time: " + program);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Where it answers; ask once it is ready. */
  public URI uri() {
    try {
      return address();
    } catch (ConnectException e) {
      throw new IllegalStateException(e);
    }
  }

  private URI address() throws ConnectException {
    URI known = uri;
    if (known == null) {
      Matcher said = LISTENING.matcher(program.errors());
      if (!said.find()) {
        throw new ConnectException("it does not listen yet");
      }
      known = URI.create(said.group(1));
      uri = known;
    }
    return known;
  }

  @Override
  public boolean isAlive() {
    return program.isAlive();
  }

  @Override
  public Answer get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(address().resolve(path)));
  }

  @Override
  public Answer post(String path, String contentType, byte[] body)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(address().resolve(path))
        .header("content-type", contentType)
        .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = CLIENT.send(
        request.timeout(REQUEST_TIME_MAX).build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

  /** Ends the process at once, as {@code kill -9} does, and waits until it is gone. */
  public void kill() {
    program.kill();
  }

  /** Waits until the process has ended by itself; returns its exit code. */
  public int awaitEnd() {
    return program.exitCode();
  }

  /** Asks the node to stop, waits until it has, and returns its exit code. */
  public int terminate() {
    program.stop();
    return program.exitCode();
  }

  /** By which the operating system knows the process. */
  public long pid() {
    return program.pid();
  }

  /** What the operating system knows about the process. */
  public ProcessUsage usage() throws IOException {
    return ProcessUsage.of(program.pid());
  }

  /** Bytes of what is alive in the Java heap, after a collection that this causes. */
  public long liveHeapBytes() throws IOException, InterruptedException {
    // written to a file: the answer has a line for each class
    Path answer = Files.createTempFile("heap", ".txt");
    try {
      Process jcmd = new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
              Long.toString(program.pid()),
              "GC.class_histogram")
          .redirectErrorStream(true)
          .redirectOutput(answer.toFile())
          .start();
      int exitCode = jcmd.waitFor();
      String text = Files.readString(answer);
      Matcher total = HISTOGRAM_TOTAL.matcher(text);
      if (exitCode != 0 || !total.find()) {
        throw new IOException("jcmd: exit code " + exitCode + " (expected: 0)\n" + text);
      }
      return Long.parseLong(total.group(1));
    } finally {
      Files.delete(answer);
    }
  }

  /** What it has written to standard error. */
  public String errors() {
    return program.errors();
  }

  /** Ends the process if it is still there. */
  @Override
  public void close() {
    program.close();
  }

  /** What was run and what it printed. */
  @Override
  public String toString() {
    return program.toString();
  }
}
