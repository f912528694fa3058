package io.tallystick.server.live;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.core.node.Admission;
import io.tallystick.core.node.Pressure;
import io.tallystick.protocol.live.NodeMoment;
import io.tallystick.protocol.live.RecentHistory;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes down every ten seconds what a node has done since: the four golden signals, and what the
 * canary found. Written by one thread, read by any.
 */
final class NodeHistory {

  private final MeterRegistry meters;
  private final HistoryRing ring = new HistoryRing();
  private final LatencyReading ingest;
  private final LatencyReading stats;
  private final LatencyReading top;
  private final Map<String, Double> countersBefore = new HashMap<>();
  private final @Nullable OperatingSystemMXBean system;
  private @Nullable NodeMoment before;

  NodeHistory(MeterRegistry meters) {
    this.meters = meters;
    ingest = new LatencyReading(meters, "tallystick.ingest");
    stats = new LatencyReading(meters, "tallystick.stats");
    top = new LatencyReading(meters, "tallystick.top");
    system = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean bean
        ? bean
        : null;
  }

  /** Whether {@code millis} is in another step than the last moment. */
  boolean isDue(long millis) {
    NodeMoment last = before;
    return last == null || HistoryRing.step(millis) != HistoryRing.step(last.asOfMillis());
  }

  /** Ends the step of the last moment, if {@code now} is in another one. */
  void record(NodeMoment now) {
    if (!isDue(now.asOfMillis())) {
      return;
    }
    ingest.read();
    stats.read();
    top.read();
    Map<String, Double> measures = new LinkedHashMap<>();
    NodeMoment last = before;
    if (last != null) {
      traffic(measures, last, now);
    }
    errors(measures, last != null);
    latencies(measures);
    saturation(measures, now);
    Map<String, Long> counted = new LinkedHashMap<>();
    if (last != null) {
      Map<String, Long> earlier = new HashMap<>();
      last.types().forEach(type -> earlier.put(type.type(), type.count()));
      now.types()
          .forEach(type -> counted.put(
              type.type(), Math.max(0, type.count() - earlier.getOrDefault(type.type(), 0L))));
      ring.record(
          HistoryRing.step(now.asOfMillis()) - 1,
          measures,
          counted,
          now.health().canary().state().text());
    }
    before = now;
  }

  private static void traffic(Map<String, Double> measures, NodeMoment last, NodeMoment now) {
    measures.put("accepted", grown(last.accepted(), now.accepted()));
    measures.put("counted", grown(last.fates().counted(), now.fates().counted()));
    measures.put("duplicate", grown(last.fates().duplicate(), now.fates().duplicate()));
    measures.put("deadLettered", grown(last.fates().deadLettered(), now.fates().deadLettered()));
  }

  private static double grown(long before, long now) {
    return Math.max(0, now - before);
  }

  private void errors(Map<String, Double> measures, boolean known) {
    counter(measures, "rejectedEvents", known, sum("tallystick.events.rejected", "", ""));
    counter(
        measures,
        "refusedRequests",
        known,
        sum("tallystick.ingest.requests", "outcome", "accepted"));
  }

  private double sum(String counter, String tag, String withoutValue) {
    return LatencyReading.sum(meters, counter, tag.isEmpty() ? null : tag, withoutValue);
  }

  private void counter(Map<String, Double> measures, String name, boolean known, double now) {
    Double earlier = countersBefore.put(name, now);
    if (known && earlier != null) {
      measures.put(name, Math.max(0, now - earlier));
    }
  }

  private void latencies(Map<String, Double> measures) {
    measures.put("requests", (double) ingest.count());
    measures.put("queries", (double) stats.count() + top.count());
    measures.put("ingestMillis50", ingest.quantile(0.5));
    measures.put("ingestMillis99", ingest.quantile(0.99));
    measures.put("statsMillis50", stats.quantile(0.5));
    measures.put("statsMillis99", stats.quantile(0.99));
    measures.put("topMillis50", top.quantile(0.5));
    measures.put("topMillis99", top.quantile(0.99));
  }

  private void saturation(Map<String, Double> measures, NodeMoment now) {
    Runtime runtime = Runtime.getRuntime();
    measures.put("inFlight", (double) now.inFlight());
    measures.put("heapBytes", (double) (runtime.totalMemory() - runtime.freeMemory()));
    measures.put("heapBytesMax", (double) runtime.maxMemory());
    if (system != null) {
      double load = system.getProcessCpuLoad();
      measures.put("processors", load < 0 ? Double.NaN : load * runtime.availableProcessors());
    }
    Gauge bytes = meters.find("tallystick.in.flight.bytes").gauge();
    measures.put("inFlightBytes", bytes == null ? Double.NaN : bytes.value());
    for (Admission.Reading reading : now.health().pressures()) {
      if (reading.pressure() == Pressure.DISK_NEARLY_FULL && reading.value() != Long.MAX_VALUE) {
        measures.put("diskFreeBytes", (double) reading.value());
      }
    }
    Long visibleMicros = now.health().canary().visibleMicros();
    measures.put(
        "canaryVisibleMillis", visibleMicros == null ? Double.NaN : visibleMicros / 1000.0);
  }

  RecentHistory history(long nowMillis) {
    return ring.history(nowMillis);
  }
}
