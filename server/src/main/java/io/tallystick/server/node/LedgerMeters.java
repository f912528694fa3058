package io.tallystick.server.node;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.ledger.LedgerReader;

/** Whether the ledger adds up, as meters. */
public final class LedgerMeters {

  private LedgerMeters() {}

  /** Registers them all. */
  public static void register(LedgerReader ledger, MeterRegistry registry) {
    Gauge.builder("tallystick.ledger.balanced", ledger, LedgerMeters::balanced)
        .description("1 while every event has exactly one fate; else /ready says where it has not")
        .register(registry);
    FunctionCounter.builder("tallystick.ledger.checks", ledger, LedgerMeters::checks)
        .description("How often all committed sums were compared with each other")
        .register(registry);
  }

  /** Not a number while the ledger cannot be read. */
  private static double balanced(LedgerReader ledger) {
    try {
      return ledger.imbalances().isEmpty() ? 1 : 0;
    } catch (RefusedException e) {
      return Double.NaN;
    }
  }

  private static double checks(LedgerReader ledger) {
    try {
      return ledger.checks();
    } catch (RefusedException e) {
      return Double.NaN;
    }
  }
}
