package io.tallystick.server.ingest;

import io.tallystick.core.event.Refusal;
import io.tallystick.core.node.Notice;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator that requests are not taken: the first time and then now and then, not for each
 * of them. Thread-safe.
 */
final class IngestReports {

  private static final Logger LOG = LoggerFactory.getLogger(IngestReports.class);
  private static final long INTERVAL_NANOS = 10_000_000_000L;

  private final Turn failures = new Turn();
  private final Turn refusals = new Turn();

  /** Lets one of many through. */
  private static final class Turn {

    private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
    private final AtomicLong count = new AtomicLong();

    /** How many there were since the last time; 0 when it is too early to tell. */
    long take() {
      count.incrementAndGet();
      long now = System.nanoTime();
      long next = nextNanos.get();
      return now - next >= 0 && nextNanos.compareAndSet(next, now + INTERVAL_NANOS)
          ? count.getAndSet(0)
          : 0;
    }
  }

  /** The log did not take events. */
  void failed(Throwable cause) {
    long requests = failures.take();
    if (requests > 0) {
      LOG.error(
          "{}",
          Notice.of("append-failed", "log: append failed, " + requests + " requests")
              .did("answered 503, nothing was acknowledged")
              .advice("see that the disk, or Kafka, takes writes")
              .with("requests", requests),
          cause);
    }
  }

  /** There was no memory for the body of a request. */
  void overloaded(Refusal refusal) {
    long requests = refusals.take();
    if (requests > 0) {
      LOG.warn(
          "{}",
          Notice.of("overloaded", requests + " requests were refused: " + refusal.message())
              .did("answered 429, clients are told when to try again")
              .advice("senders are faster than the disk: more machines, or a larger"
                  + " server.max-in-flight-bytes")
              .with("requests", requests));
    }
  }
}
