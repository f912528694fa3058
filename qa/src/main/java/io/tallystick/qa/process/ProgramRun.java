package io.tallystick.qa.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * One run of a real program. What it writes goes to files, so that it never waits for a reader.
 * Ends with the test that closes it.
 */
public final class ProgramRun implements AutoCloseable {

  /** Seconds suffice; on a machine that is kept busy by others they become minutes. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Those that this process has to end with itself. */
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "end-programs"));
  }

  private final List<String> command;
  private final Process process;
  private final Path output;
  private final Path errors;

  private ProgramRun(List<String> command, Process process, Path output, Path errors) {
    this.command = command;
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /**
   * Starts a program.
   *
   * @param directory where it runs and where its output is kept
   * @param environment all that it gets
   */
  public static ProgramRun start(
      Path directory, Map<String, String> environment, List<String> command) {
    try {
      Path output = Files.createTempFile(directory, "output", ".txt");
      Path errors = Files.createTempFile(directory, "errors", ".txt");
      ProcessBuilder builder = new ProcessBuilder(command)
          .directory(directory.toFile())
          .redirectOutput(output.toFile())
          .redirectError(errors.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      RUNNING.add(process);
      process.onExit().thenAccept(RUNNING::remove);
      return new ProgramRun(command, process, output, errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the end of the program; a failure shows what it wrote. */
  public int exitCode() {
    try {
      if (process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    throw new AssertionError("did not end: " + this);
  }

  /** Waits until the standard output is as wanted. */
  public void awaitOutput(Predicate<String> wanted) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!wanted.test(output())) {
      if (!process.isAlive() && !wanted.test(output())) {
        throw new AssertionError("ended too early: " + this);
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not write what was awaited: " + this);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }
  }

  /** Asks the program to end, as Ctrl-C and supervisors do. */
  public void stop() {
    process.destroy();
  }

  /** Ends the program at once, as {@code kill -9} does, and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /** Lets a Java program write what its threads do, for whoever reads of the failure. */
  void tellThreads(Duration timeMax) throws InterruptedException {
    try {
      new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      return;
    }
    long deadline = System.nanoTime() + timeMax.toNanos();
    while (!output().contains("Heap") && process.isAlive() && System.nanoTime() < deadline) {
      Thread.sleep(100);
    }
  }

  /** The number of the process. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it has written to standard output. */
  public String output() {
    return read(output);
  }

  /** What it has written to standard error. */
  public String errors() {
    return read(errors);
  }

  /** Ends the program if it is still there; when this returns, its files and ports are free. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return String.join(" ", command) + "\n--- output\n" + output() + "--- errors\n" + errors();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
