package io.tallystick.kafka.log;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Refusal;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether it makes sense to append now. Thread-safe and cheap.
 *
 * <p>While Kafka does not acknowledge, every append would wait for its whole time only to fail. So
 * after some time without any success further ones are refused at once, and once all that were
 * under way have failed, one at a time is let through now and then to find out.
 */
final class AppendHealth {

  /** What fails at once is tried again after this. */
  private static final long PAUSE_NANOS = 200_000_000;

  private final long stallNanos;
  private final long bytesMax;
  private final LongSupplier nanoClock;
  private final AtomicLong pending = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile long progressNanos;
  private volatile boolean failing;
  private volatile long failureNanos;

  /**
   * @param stallMillis without success, after which appends are refused
   * @param bytesMax that may be under way
   * @param nanoClock a clock that only goes forward
   */
  AppendHealth(long stallMillis, long bytesMax, LongSupplier nanoClock) {
    this.stallNanos = stallMillis * 1_000_000;
    this.bytesMax = bytesMax;
    this.nanoClock = nanoClock;
    this.progressNanos = nanoClock.getAsLong();
  }

  /** Why appends are refused at the moment; null while they are not. */
  @Nullable
  Refusal refusal() {
    long now = nanoClock.getAsLong();
    long waitedNanos = now - progressNanos;
    boolean waits = pending.get() > 0;
    boolean failed = failing && (waits || now - failureNanos < PAUSE_NANOS);
    if (failed || waits && waitedNanos > stallNanos) {
      return Refusal.of(
          ErrorCode.UNAVAILABLE,
          "log",
          "no acknowledgement from Kafka for " + Math.max(0, waitedNanos / 1_000_000) + " ms",
          "<= " + stallNanos / 1_000_000 + " ms, try again later");
    }
    return null;
  }

  /** An append of that size begins; or the reason why it must not. */
  @Nullable
  Refusal begin(long size) {
    if (bytes.addAndGet(size) > bytesMax) {
      long used = bytes.addAndGet(-size);
      return Refusal.of(
          ErrorCode.OVERLOADED,
          "bytes on their way to Kafka",
          Long.toString(used),
          "<= " + bytesMax + ", try again later");
    }
    if (pending.getAndIncrement() == 0) {
      progressNanos = nanoClock.getAsLong();
    }
    return null;
  }

  /** An append of that size has ended. */
  void end(long size, boolean succeeded) {
    if (succeeded) {
      progressNanos = nanoClock.getAsLong();
    }
    if (!succeeded) {
      failureNanos = nanoClock.getAsLong();
    }
    failing = !succeeded;
    bytes.addAndGet(-size);
    pending.decrementAndGet();
  }

  long pending() {
    return pending.get();
  }

  long bytes() {
    return bytes.get();
  }
}
