package io.tallystick.server.node;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.core.ledger.LedgerReader;

/** Whether the ledger adds up, as meters. */
public final class LedgerMeters {

  private LedgerMeters() {}

  /** Registers them all. */
  public static void register(LedgerReader ledger, MeterRegistry registry) {
    Gauge.builder("tallystick.ledger.balanced", ledger, l -> l.imbalances().isEmpty() ? 1 : 0)
        .description("1 while every event has exactly one fate; else /ready says where it has not")
        .register(registry);
    FunctionCounter.builder("tallystick.ledger.checks", ledger, LedgerReader::checks)
        .description("How often all committed sums were compared with each other")
        .register(registry);
  }
}
