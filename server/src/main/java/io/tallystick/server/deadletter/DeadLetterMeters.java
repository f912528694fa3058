package io.tallystick.server.deadletter;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.core.deadletter.DeadLetterCount;
import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.deadletter.DeadLetters;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** How many dead letters there are of each reason, as meters. Thread-safe. */
public final class DeadLetterMeters {

  /** One scrape asks for a dozen numbers, which are read at once. */
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final DeadLetters letters;
  private long readNanos = System.nanoTime() - FRESH_NANOS;
  private List<DeadLetterCount> counts = List.of();

  private DeadLetterMeters(DeadLetters letters) {
    this.letters = letters;
  }

  /** Registers them all. */
  public static void register(DeadLetters letters, MeterRegistry registry) {
    DeadLetterMeters meters = new DeadLetterMeters(letters);
    for (DeadLetterReason reason : DeadLetterReason.values()) {
      Gauge.builder("tallystick.dead.letters", meters, m -> m.number(reason, DeadLetterCount::open))
          .description("Open dead letters by their reason, as of the last commits")
          .tag("reason", reason.text())
          .strongReference(true)
          .register(registry);
      counter(
          "tallystick.dead.letters.replayed",
          "replayed",
          reason,
          meters,
          registry,
          DeadLetterCount::replayed);
      counter(
          "tallystick.dead.letters.discarded",
          "discarded",
          reason,
          meters,
          registry,
          DeadLetterCount::discarded);
    }
  }

  private static void counter(
      String name,
      String what,
      DeadLetterReason reason,
      DeadLetterMeters meters,
      MeterRegistry registry,
      ToLongFunction<DeadLetterCount> number) {
    FunctionCounter.builder(name, meters, m -> m.number(reason, number))
        .description("Dead letters that were " + what + ", by their reason")
        .tag("reason", reason.text())
        .register(registry);
  }

  private synchronized double number(
      DeadLetterReason reason, ToLongFunction<DeadLetterCount> number) {
    if (System.nanoTime() - readNanos >= FRESH_NANOS) {
      counts = letters.counts();
      readNanos = System.nanoTime();
    }
    for (DeadLetterCount count : counts) {
      if (count.reason() == reason) {
        return number.applyAsLong(count);
      }
    }
    return Double.NaN;
  }
}
