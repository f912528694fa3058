package io.tallystick.app.canary;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tallystick.core.node.CanaryReport;
import io.tallystick.server.node.LatencyBuckets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What the canary has found, as meters. Thread-safe. */
final class CanaryMeters {

  private final Map<CanaryReport.State, Counter> rounds = new EnumMap<>(CanaryReport.State.class);
  private final Timer visible;

  CanaryMeters(MeterRegistry registry, Supplier<CanaryReport> report, LongSupplier clock) {
    for (CanaryReport.State state : CanaryReport.State.values()) {
      if (state != CanaryReport.State.OFF) {
        rounds.put(
            state,
            Counter.builder("tallystick.canary.rounds")
                .description("Rounds of the canary by their outcome")
                .tag("outcome", state.text())
                .register(registry));
      }
    }
    visible = LatencyBuckets.timer(
        registry,
        "tallystick.canary.visible",
        "From sending events through the public port to the answer that counted them exactly");
    FunctionCounter.builder("tallystick.canary.events", report, r -> r.get().events())
        .description("Events of the canary that were acknowledged")
        .register(registry);
    FunctionCounter.builder("tallystick.canary.mismatches", report, r -> r.get().mismatches())
        .description("How often the canary found a wrong count")
        .register(registry);
    Gauge.builder("tallystick.canary.exact.age.seconds", report, r -> age(r.get(), clock))
        .description("How long ago the canary found its counts exact")
        .register(registry);
  }

  private static double age(CanaryReport report, LongSupplier clock) {
    Long exactMillis = report.exactMillis();
    return exactMillis == null ? Double.NaN : Math.max(0, clock.getAsLong() - exactMillis) / 1000.0;
  }

  void round(CanaryRounds.Outcome outcome) {
    Counter counter = rounds.get(outcome.state());
    if (counter != null) {
      counter.increment();
    }
    if (outcome.visibleNanos() >= 0) {
      visible.record(outcome.visibleNanos(), TimeUnit.NANOSECONDS);
    }
  }
}
