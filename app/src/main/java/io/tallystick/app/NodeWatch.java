package io.tallystick.app;

import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.node.Notice;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator when a node gets ready, and when events cannot be counted. */
final class NodeWatch implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(NodeWatch.class);
  private static final long EVERY_MILLIS = 100;
  private static final long STOP_MILLIS_MAX = 1_000;
  /** Dead letters may come by the thousand; they are told of now and then. */
  private static final long LETTERS_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final NodeStatus status;
  private final ScheduledExecutorService thread;
  private final long beginNanos;
  private NodeStatus.State before = NodeStatus.State.STARTING;
  private boolean wasReady;
  /** Open ones that were told of. */
  private long letters;

  private long lettersNanos = System.nanoTime() - LETTERS_NANOS;

  private NodeWatch(NodeStatus status, long beginNanos) {
    this.status = status;
    this.beginNanos = beginNanos;
    thread = Executors.newSingleThreadScheduledExecutor(task -> {
      Thread watch = new Thread(task, "node-watch");
      watch.setDaemon(true);
      return watch;
    });
  }

  /**
   * Looks until it is closed.
   *
   * @param beginNanos when the start began
   */
  static NodeWatch start(NodeStatus status, long beginNanos) {
    NodeWatch watch = new NodeWatch(status, beginNanos);
    watch.thread.scheduleWithFixedDelay(watch::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return watch;
  }

  static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  private void look() {
    try {
      NodeStatus.State state = status.state();
      if (state != before) {
        tellState(state);
        before = state;
      }
      if (state == NodeStatus.State.READY) {
        tellLetters();
      }
    } catch (RuntimeException e) {
      LOGGER.debug("not looked at", e);
    }
  }

  private void tellState(NodeStatus.State state) {
    switch (state) {
      case READY -> {
        long millis = millisSince(beginNanos);
        LOGGER.info(
            "{}",
            wasReady
                ? Notice.of("ready", "ready again")
                : Notice.of("ready", "ready after " + millis + " ms").with("millis", millis));
        wasReady = true;
      }
      case FAILED -> LOGGER.error("{}", Notice.of("not-ready", "not ready: " + status.failure()));
      case STARTING, STOPPING -> {
        // a restart of the storage tells itself, and so does a stop
      }
    }
  }

  private void tellLetters() {
    long open = status.partitions().stream()
        .mapToLong(NodeStatus.Partition::openDeadLetters)
        .sum();
    long now = System.nanoTime();
    if (open < letters) {
      letters = open;
    }
    if (open > letters && now - lettersNanos >= LETTERS_NANOS) {
      LOGGER.warn(
          "{}",
          Notice.of(
                  "dead-letters",
                  "dead letters: " + open + " open, " + (open - letters)
                      + " since the last such line")
              .did("events that cannot be counted wait to be repaired")
              .advice("tallystick dead-letters shows why, repairs and replays them")
              .with("more", open - letters)
              .with("open", open));
      letters = open;
      lettersNanos = now;
    }
  }

  /** Whatever it tells is told when this returns. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      thread.awaitTermination(STOP_MILLIS_MAX, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
