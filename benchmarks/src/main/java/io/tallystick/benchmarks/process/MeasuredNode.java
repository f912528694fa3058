package io.tallystick.benchmarks.process;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of a node in a process of its own: {@code serve} on the class path of this program. Used
 * by one thread.
 */
public final class MeasuredNode implements AutoCloseable {

  private static final String MAIN_CLASS = "io.tallystick.app.Main";
  private static final Duration STOP_TIME_MAX = Duration.ofMinutes(2);
  private static final int POLL_MILLIS = 5;
  private static final int OUTPUT_LINES_MAX = 40;
  private static final Pattern LISTENING = Pattern.compile("listening on http://\\S+:([0-9]+),");

  private final NodeSettings settings;
  private final int outputBegin;
  private final Process process;
  private final long startNanos;
  private final Thread endWithUs;
  private int port;

  private MeasuredNode(NodeSettings settings, int outputBegin, Process process, long startNanos) {
    this.settings = settings;
    this.outputBegin = outputBegin;
    this.process = process;
    this.startNanos = startNanos;
    endWithUs = new Thread(process::destroyForcibly, "end-node");
    Runtime.getRuntime().addShutdownHook(endWithUs);
  }

  /** Starts a node on what is in its folder, and does not wait until it is ready. */
  public static MeasuredNode start(NodeSettings settings) throws IOException {
    Files.createDirectories(settings.folder());
    Path configuration = settings.folder().resolve("tallystick.yaml");
    Files.writeString(configuration, settings.configurationText());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(settings.vmOptions());
    command.add("-cp");
    command.add(absoluteClassPath());
    command.add(MAIN_CLASS);
    command.add("serve");
    ProcessBuilder builder = new ProcessBuilder(command)
        .directory(settings.folder().toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(settings.outputFile().toFile()));
    Path output = settings.outputFile();
    int outputBegin = Files.exists(output) ? Math.toIntExact(Files.size(output)) : 0;
    long startNanos = System.nanoTime();
    return new MeasuredNode(settings, outputBegin, builder.start(), startNanos);
  }

  private static String absoluteClassPath() {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  /** Looks for the port in what the node says when it listens. */
  private boolean isListening() throws IOException {
    if (port == 0) {
      byte[] output = Files.readAllBytes(settings.outputFile());
      Matcher said = LISTENING.matcher(
          new String(output, outputBegin, output.length - outputBegin, StandardCharsets.UTF_8));
      port = said.find() ? Integer.parseInt(said.group(1)) : 0;
    }
    return port != 0;
  }

  /**
   * Waits until {@code /ready} says yes.
   *
   * @return milliseconds since the process was started
   * @throws IOException with the last lines of its output when the node ends or takes too long
   */
  public double awaitReady(Duration timeMax) throws IOException, InterruptedException {
    while (!isReady()) {
      if (!process.isAlive()) {
        throw new IOException("node: ended with " + process.exitValue() + "\n" + outputTail());
      }
      if (System.nanoTime() - startNanos > timeMax.toNanos()) {
        throw new IOException(
            "node: not ready after " + timeMax.toSeconds() + " s\n" + outputTail());
      }
      Thread.sleep(POLL_MILLIS);
    }
    return (System.nanoTime() - startNanos) / 1e6;
  }

  private boolean isReady() {
    try {
      if (!isListening()) {
        return false;
      }
      HttpURLConnection connection =
          (HttpURLConnection) uri().resolve("/ready").toURL().openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(5000);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Where the node answers, once it is ready. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Where the node listens, once it is ready. */
  public int port() {
    return port;
  }

  /** What it has used so far, as the operating system says. */
  public ProcessUsage usage() throws IOException {
    return ProcessUsage.of(process.toHandle());
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends the process at once, as {@code kill -9} does, and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /**
   * Asks the node to stop and waits until it has.
   *
   * @return its exit status; 143 is the usual one of a Java VM that was asked to stop
   */
  public int terminate() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_TIME_MAX.toSeconds(), TimeUnit.SECONDS)) {
      kill();
      throw new IOException(
          "node: did not stop within " + STOP_TIME_MAX.toSeconds() + " s\n" + outputTail());
    }
    return process.exitValue();
  }

  /** The last lines that the node printed. */
  public String outputTail() throws IOException {
    List<String> lines = Files.readAllLines(settings.outputFile());
    return String.join(
        "\n", lines.subList(Math.max(0, lines.size() - OUTPUT_LINES_MAX), lines.size()));
  }

  /** Ends the process if it is still there; when this returns, its files are its own no more. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(STOP_TIME_MAX.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(endWithUs);
    } catch (IllegalStateException ending) {
      // the hook is running
    }
  }
}
