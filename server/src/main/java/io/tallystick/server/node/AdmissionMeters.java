package io.tallystick.server.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.core.node.Admission;
import io.tallystick.core.node.Pressure;
import java.util.function.ToDoubleFunction;

/** What presses on a node, as meters labelled by {@link Pressure#text()}. */
public final class AdmissionMeters {

  private AdmissionMeters() {}

  /** Registers a gauge of each kind for every pressure. */
  public static void register(Admission admission, MeterRegistry registry) {
    for (Pressure pressure : Pressure.values()) {
      gauge(
          "tallystick.admission.refusing",
          "1 while events are refused for this reason",
          admission,
          pressure,
          reading -> reading.refusing() ? 1 : 0,
          registry);
      gauge(
          "tallystick.admission.value",
          "What was measured last: free bytes of the disk, events that wait, bytes of the heap",
          admission,
          pressure,
          Admission.Reading::value,
          registry);
      gauge(
          "tallystick.admission.limit",
          "The value at which refusing begins",
          admission,
          pressure,
          Admission.Reading::limit,
          registry);
    }
  }

  private static void gauge(
      String name,
      String description,
      Admission admission,
      Pressure pressure,
      ToDoubleFunction<Admission.Reading> number,
      MeterRegistry registry) {
    Gauge.builder(name, admission, now -> of(now, pressure, number))
        .description(description)
        .tag("reason", pressure.text())
        .register(registry);
  }

  private static double of(
      Admission admission, Pressure pressure, ToDoubleFunction<Admission.Reading> number) {
    for (Admission.Reading reading : admission.readings()) {
      if (reading.pressure() == pressure) {
        return number.applyAsDouble(reading);
      }
    }
    return Double.NaN;
  }
}
