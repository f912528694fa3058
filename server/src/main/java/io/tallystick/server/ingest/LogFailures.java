package io.tallystick.server.ingest;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports that the log fails, the first time and then now and then, not for each request. */
final class LogFailures {

  private static final Logger LOG = LoggerFactory.getLogger(LogFailures.class);
  private static final long INTERVAL_NANOS = 10_000_000_000L;

  private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
  private final AtomicLong unreported = new AtomicLong();

  void report(Throwable cause) {
    long now = System.nanoTime();
    long next = nextNanos.get();
    if (now - next < 0 || !nextNanos.compareAndSet(next, now + INTERVAL_NANOS)) {
      unreported.incrementAndGet();
      return;
    }
    LOG.error(
        "log: append failed, answered 503, nothing was acknowledged; {} more since the last"
            + " report",
        unreported.getAndSet(0),
        cause);
  }
}
