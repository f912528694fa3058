package io.tallystick.app.cluster;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.node.Notice;
import io.tallystick.core.publish.PublishedReader;
import io.tallystick.core.publish.PublishedView;
import io.tallystick.core.rollup.OutdatedViewException;
import io.tallystick.kafka.tail.TailFollower;
import io.tallystick.kafka.tail.TailView;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks some times a second how far publishing has come, and what is in flight. Thread-safe. */
final class Moments implements AutoCloseable {

  /*
   * What is published and what is in flight must fit together, or an event between the two is seen
   * twice or not at all. So one thread reads the store, tells the one who follows the topic, and
   * sets both aside as one moment. Questions are answered as of the last moment: they do not wait
   * for a look of their own, and many of them share one.
   */

  /** Tells what is in flight beyond an epoch, given the positions that it has published. */
  interface Tail {
    TailView published(long epoch, Map<Integer, Long> positions);
  }

  private static final Logger LOGGER = LoggerFactory.getLogger(Moments.class);
  private static final long EVERY_MILLIS = 100;
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long STOP_MILLIS_MAX = 5_000;

  private final PublishedReader reader;
  private final Tail tail;
  private final int partitions;
  private final long silentNanosMax;
  private final Thread thread;
  private volatile @Nullable Moment latest;
  private volatile @Nullable String problem = "the store was not reached yet";
  private volatile long answeredNanos = System.nanoTime();
  private volatile boolean closed;
  private long reportNanos = System.nanoTime() - REPORT_NANOS;

  /**
   * Begins to look.
   *
   * @param partitions of the cluster
   * @param silentNanosMax so long the store may be silent before something is wrong
   */
  Moments(PublishedReader reader, Tail tail, int partitions, long silentNanosMax) {
    this.silentNanosMax = silentNanosMax;
    this.reader = reader;
    this.tail = tail;
    this.partitions = partitions;
    this.thread = new Thread(this::run, "moments");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * The last one, to answer a question from.
   *
   * @throws RefusedException before the first; and at once while the store has been silent for long,
   *     for then every question would wait in vain
   */
  Moment latest() {
    Moment moment = latest;
    String reason = failure();
    if (moment == null) {
      throw unavailable("starting, " + problem);
    }
    if (reason != null) {
      throw unavailable(reason);
    }
    return moment;
  }

  private static RefusedException unavailable(String state) {
    return new RefusedException(
        ErrorCode.UNAVAILABLE, "node", state, "ready, see /ready; try again");
  }

  /** The last one, however old; null before the first. */
  @Nullable
  Moment last() {
    return latest;
  }

  /** What has been wrong for some time; null when nothing is. */
  @Nullable
  String failure() {
    String now = problem;
    return now == null || System.nanoTime() - answeredNanos < silentNanosMax ? null : now;
  }

  /** What {@code work} makes of the last moment; once more with a later one if it was too slow. */
  <T> T read(Function<Moment, T> work) {
    return OutdatedViewException.retry(() -> work.apply(latest()));
  }

  private void run() {
    while (!closed) {
      try {
        look();
      } catch (RefusedException | OutdatedViewException e) {
        problem = e.getMessage();
        report(e);
      } catch (RuntimeException e) {
        problem = "unexpected: " + e;
        report(e);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void look() {
    PublishedView view = reader.open();
    int published = view.partitions().size();
    if (published != 0 && published != partitions) {
      throw new IllegalStateException("processing.partitions: " + partitions + " (expected: "
          + published + ", as was published)");
    }
    TailView beyond = tail.published(
        view.epoch(),
        TailFollower.positions(view.partitions().stream()
            .map(PublishedView.Partition::logPositions)
            .toList()));
    if (beyond.asOfMillis() == TailView.NEVER) {
      problem = "the topic was not read to its end yet";
      return;
    }
    latest = new Moment(view, beyond);
    answeredNanos = System.nanoTime();
    if (problem != null) {
      problem = null;
      LOGGER.info(
          "{}",
          Notice.of("answers-fresh", "store and topic answer, as of epoch " + view.epoch())
              .with("epoch", view.epoch()));
    }
  }

  private void report(RuntimeException failure) {
    long now = System.nanoTime();
    if (closed || now - reportNanos < REPORT_NANOS) {
      return;
    }
    reportNanos = now;
    LOGGER.warn(
        "{}",
        Notice.of("answers-stale", "answers are not up to date: " + problem)
            .did("trying again")
            .advice("see whether Cassandra and Kafka answer"),
        failure);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(STOP_MILLIS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
