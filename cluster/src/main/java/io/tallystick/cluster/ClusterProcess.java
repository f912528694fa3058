package io.tallystick.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One process of the cluster: started, stopped, killed, paused and started again on the same data.
 *
 * <p>Not for use by several threads, except for {@link #isRunning}, {@link #cpuSeconds} and {@link
 * #residentBytes}.
 */
public final class ClusterProcess implements AutoCloseable {

  /** Tells whether a process that runs can be used. */
  @FunctionalInterface
  public interface Readiness {

    /**
     * Asked again and again.
     *
     * @throws IOException means not yet
     */
    boolean isReady(ClusterProcess process) throws IOException;
  }

  /** Half a minute suffices; on a machine that is kept busy by others it becomes minutes. */
  private static final Duration READY_TIME_MAX = Duration.ofMinutes(10);

  private static final Duration STOP_TIME_MAX = Duration.ofSeconds(60);
  private static final int POLL_MILLIS = 50;

  /** Those that end with this process, when it ends in order. */
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ClusterProcess::killAll, "end-processes"));
  }

  private final ProcessPlan plan;
  private final Readiness readiness;
  private volatile @Nullable Process process;
  private volatile double cpuSecondsOfEarlierRuns;
  private volatile long logBeginOfRun;
  private boolean paused;

  /** Starts nothing yet. */
  public ClusterProcess(ProcessPlan plan, Readiness readiness) {
    this.plan = plan;
    this.readiness = readiness;
  }

  /** By which messages and logs know it. */
  public String name() {
    return plan.name();
  }

  /** What it writes, of all its runs; the newest at the end. */
  public Path log() {
    return plan.log();
  }

  /** Starts it and waits until it is ready. */
  public ClusterProcess start() {
    launch();
    return awaitReady();
  }

  /** Starts it without waiting. */
  public ClusterProcess launch() {
    if (isRunning()) {
      throw new IllegalStateException(name() + ": runs (expected: stopped)");
    }
    try {
      Files.createDirectories(plan.directory());
      logBeginOfRun = Files.exists(log()) ? Files.size(log()) : 0;
      ProcessBuilder builder = new ProcessBuilder(plan.command())
          .directory(plan.directory().toFile())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
      // what is configured for a node of the user is not meant for this one
      builder.environment().keySet().removeIf(name -> name.startsWith("TALLYSTICK_"));
      builder.environment().put("MALLOC_ARENA_MAX", "2");
      builder.environment().putAll(plan.environment());
      Process started = builder.start();
      RUNNING.add(started);
      started.onExit().thenAccept(RUNNING::remove);
      process = started;
      paused = false;
    } catch (IOException e) {
      throw new UncheckedIOException(name() + ": not started", e);
    }
    return this;
  }

  /** Waits until it can be used; a failure shows the end of its log. */
  public ClusterProcess awaitReady() {
    long begin = System.nanoTime();
    while (!isReady()) {
      if (!isRunning()) {
        throw failure("ended before it was ready");
      }
      if (System.nanoTime() - begin > READY_TIME_MAX.toNanos()) {
        throw failure("not ready within " + READY_TIME_MAX.toSeconds() + " s");
      }
      sleep(POLL_MILLIS);
    }
    return this;
  }

  private boolean isReady() {
    try {
      return readiness.isReady(this);
    } catch (IOException notYet) {
      return false;
    }
  }

  /** The exception that says what happened to it, with the end of its log. */
  public IllegalStateException failure(String what) {
    return new IllegalStateException(
        name() + ": " + what + "; the end of " + log() + ":\n" + LogText.end(log()));
  }

  /** What it has written since it was started last. */
  String logOfRun() throws IOException {
    return LogText.from(log(), logBeginOfRun);
  }

  public boolean isRunning() {
    Process current = process;
    return current != null && current.isAlive();
  }

  /** The number of the process; 0 when it does not run. */
  public long pid() {
    Process current = process;
    return current != null && current.isAlive() ? current.pid() : 0;
  }

  /** Asks it to end and waits; kills it when it does not. */
  public void stop() {
    requestStop();
    awaitStop();
  }

  /** Asks it to end without waiting, so that several end at the same time. */
  public void requestStop() {
    Process current = process;
    if (current != null && current.isAlive()) {
      rememberCpu();
      resume();
      current.destroy();
    }
  }

  private void awaitStop() {
    Process current = process;
    if (current == null) {
      return;
    }
    try {
      if (!current.waitFor(STOP_TIME_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        current.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      current.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    process = null;
  }

  /** Ends it at once, as {@code kill -9} does, and waits until it is gone. */
  public void kill() {
    rememberCpu();
    Process current = process;
    if (current != null) {
      current.destroyForcibly();
    }
    awaitStop();
  }

  /** Ends every process that this one has started, and waits until all are gone. */
  public static void killAll() {
    List<Process> all = List.copyOf(RUNNING);
    all.forEach(Process::destroyForcibly);
    for (Process one : all) {
      try {
        one.waitFor(STOP_TIME_MAX.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Takes the processor from it, as {@code kill -STOP} does; its connections stay open. */
  public void pause() {
    signal("STOP");
    paused = true;
  }

  /** Lets it go on after {@link #pause}. */
  public void resume() {
    if (paused && isRunning()) {
      signal("CONT");
    }
    paused = false;
  }

  private void signal(String name) {
    long pid = pid();
    if (pid == 0) {
      throw new IllegalStateException(name() + ": does not run (expected: runs)");
    }
    try {
      int status = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid)
          .inheritIO()
          .start()
          .waitFor();
      if (status != 0) {
        throw new IllegalStateException(name() + ": kill -" + name + " ended with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(name() + ": interrupted", e);
    }
  }

  /** Processor time of all its runs; 0 where the system does not tell. */
  public double cpuSeconds() {
    return cpuSecondsOfEarlierRuns + cpuSecondsOfRun();
  }

  private double cpuSecondsOfRun() {
    Process current = process;
    return current == null
        ? 0
        : current.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / 1e9;
  }

  private void rememberCpu() {
    cpuSecondsOfEarlierRuns += cpuSecondsOfRun();
  }

  /** Resident memory; 0 where the system does not tell. */
  public long residentBytes() {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid()), "status"))
          .lines()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .findFirst()
          .orElse(0L);
    } catch (IOException e) {
      return 0;
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** As {@link #stop}. */
  @Override
  public void close() {
    stop();
  }

  @Override
  public String toString() {
    return name() + (isRunning() ? " (process " + pid() + ")" : " (stopped)");
  }
}
