package io.tallystick.app;

import io.tallystick.cli.ExitCode;
import io.tallystick.configuration.LoadedConfiguration;
import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.core.node.Notice;
import io.tallystick.server.ServerSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** Runs the node that the configuration asks for, until the process is asked to stop. */
final class ServedNode {

  /** Where the page of module {@code dashboard} is on the class path. */
  static final String PAGES = "io/tallystick/dashboard";

  private static final Logger LOGGER = LoggerFactory.getLogger(ServedNode.class);

  /** Bodies in flight hold at most this part of the heap. */
  private static final int IN_FLIGHT_HEAP_SHARE = 8;

  /** A stop that comes while the node starts waits for it for at most so long. */
  private static final long START_SECONDS_MAX = 10;

  private record Served(RunningNode node, NodeWatch watch) {}

  private ServedNode() {}

  /** Serves until the process is asked to stop; returns its exit code. */
  static int serve(LoadedConfiguration loaded) throws InterruptedException {
    NodeConfiguration configuration = loaded.configuration();
    UnpackedLibraries.removeLeftovers(Path.of(System.getProperty("java.io.tmpdir")), Instant.now());
    long begin = System.nanoTime();
    // whoever sees the node answer may ask it to stop at once, and then it has to know how
    CompletableFuture<Served> served = new CompletableFuture<>();
    CountDownLatch stopped = new CountDownLatch(1);
    exitWithZeroWhenAskedToStop();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(
            () -> {
              stop(served);
              stopped.countDown();
            },
            "shutdown"));
    try {
      RunningNode node = start(loaded);
      String url = "http://" + shown(configuration.server().address()) + ":" + node.port();
      LOGGER.info(
          "{}",
          Notice.of("listening", "listening on " + url + ", " + node.place())
              .with("url", url)
              .with("role", configuration.role().text())
              .with("version", Version.current()));
      served.complete(new Served(node, NodeWatch.start(node.status(), begin)));
    } finally {
      served.cancel(false); // of no effect when it was completed
    }
    stopped.await();
    return 0;
  }

  private static void stop(CompletableFuture<Served> served) {
    long began = System.nanoTime();
    Served running;
    try {
      running = served.get(START_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (CancellationException | ExecutionException | TimeoutException neverStarted) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    // first, or it could still tell that the node is ready
    running.watch().close();
    LOGGER.info("{}", Notice.of("stopping", "stopping: finishing what is in flight"));
    running.node().close();
    LOGGER.info("{}", Notice.of("stopped", "stopped").with("millis", NodeWatch.millisSince(began)));
  }

  /** As a line of the log, where no command tells it as text. */
  static void tellFailedStart(RuntimeException failure) {
    LOGGER.error(
        "{}",
        Notice.of("start-failed", String.valueOf(failure.getMessage()))
            .did("the process ends with exit code " + ExitCode.REFUSED),
        failure);
  }

  /** Starts it, and does not wait until it is ready. */
  static RunningNode start(LoadedConfiguration loaded) {
    NodeConfiguration configuration = loaded.configuration();
    return switch (configuration.role()) {
      case ALL -> Node.start(loaded);
      case INGEST -> IngestNode.start(configuration);
      case QUERY -> QueryNode.start(loaded);
    };
  }

  /** How every role listens. */
  static ServerSettings settings(NodeConfiguration configuration) {
    ServerSettings defaults = ServerSettings.DEFAULT;
    return new ServerSettings(
        configuration.server().address(),
        configuration.server().port(),
        defaults.eventLoopThreads(),
        defaults.blockingThreads(),
        configuration.server().connectionsMax(),
        inFlightBytesMax(configuration, Runtime.getRuntime().maxMemory()),
        configuration.server().requestTimeout().toMillis(),
        configuration.server().idleTimeout().toMillis(),
        configuration.server().drainTimeout().toMillis());
  }

  /**
   * What bodies may hold of a heap: what is configured fits a heap of half a gigabyte, and would
   * leave a small one nothing for counting. One body always fits.
   */
  static long inFlightBytesMax(NodeConfiguration configuration, long heapBytes) {
    long bearable =
        Math.max(heapBytes / IN_FLIGHT_HEAP_SHARE, configuration.events().bodyBytesMax());
    return Math.min(configuration.server().inFlightBytesMax(), bearable);
  }

  /** Otherwise Java ends with 143 after SIGTERM, and a supervisor takes that for a failure. */
  private static void exitWithZeroWhenAskedToStop() {
    try {
      Signal.handle(new Signal("TERM"), signal -> System.exit(0));
    } catch (IllegalArgumentException e) {
      LOGGER.info(
          "{}",
          Notice.of("signals-unhandled", "signals are not handled (-Xrs)")
              .did("a stop will not end with exit code 0"));
    }
  }

  private static String shown(String address) {
    return address.equals("0.0.0.0") || address.equals("::") ? "localhost" : address;
  }
}
