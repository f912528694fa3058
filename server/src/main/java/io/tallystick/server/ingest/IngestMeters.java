package io.tallystick.server.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.protocol.event.RejectedEvent;
import io.tallystick.server.node.LatencyBuckets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What ingest counts. Every label takes its values from a closed set. Thread-safe. */
final class IngestMeters {

  private final Counter acceptedEvents;
  private final Counter acceptedRequests;
  private final Counter disconnectedRequests;
  private final Counter bodyBytes;
  private final Timer latency;
  // by the ordinal of their code
  private final Counter[] rejectedEvents = new Counter[ErrorCode.values().length];
  private final Counter[] refusedRequests = new Counter[ErrorCode.values().length];

  IngestMeters(MeterRegistry registry, InFlightBytes inFlight) {
    acceptedEvents = Counter.builder("tallystick.events.accepted")
        .description("Events that were acknowledged")
        .register(registry);
    acceptedRequests = requests(registry, "accepted");
    disconnectedRequests = requests(registry, "disconnected");
    bodyBytes = Counter.builder("tallystick.ingest.body.bytes")
        .description("Bytes of request bodies as they arrived, before inflation")
        .register(registry);
    latency = LatencyBuckets.timer(
        registry, "tallystick.ingest", "From the head of a request to its answer");
    for (ErrorCode code : ErrorCode.values()) {
      rejectedEvents[code.ordinal()] = Counter.builder("tallystick.events.rejected")
          .description("Events of answered requests that were not accepted")
          .tag("code", code.code())
          .register(registry);
      refusedRequests[code.ordinal()] = requests(registry, code.code());
    }
    Gauge.builder("tallystick.in.flight.bytes", inFlight, InFlightBytes::used)
        .description("Memory held by requests between arrival and acknowledgement")
        .register(registry);
    Gauge.builder("tallystick.in.flight.bytes.max", inFlight, InFlightBytes::max)
        .description("Beyond this, requests are refused with 429")
        .register(registry);
  }

  private static Counter requests(MeterRegistry registry, String outcome) {
    return Counter.builder("tallystick.ingest.requests")
        .description("Requests by outcome: accepted, disconnected, or the code of the refusal")
        .tag("outcome", outcome)
        .register(registry);
  }

  void body(int bytes) {
    bodyBytes.increment(bytes);
  }

  void accepted(int events, List<RejectedEvent> rejected) {
    acceptedRequests.increment();
    acceptedEvents.increment(events);
    rejected(rejected);
  }

  void rejected(List<RejectedEvent> rejected) {
    for (RejectedEvent event : rejected) {
      rejectedEvents[event.refusal().code().ordinal()].increment();
    }
  }

  void refused(ErrorCode code) {
    refusedRequests[code.ordinal()].increment();
  }

  void disconnected() {
    disconnectedRequests.increment();
  }

  void answered(long nanos) {
    latency.record(nanos, TimeUnit.NANOSECONDS);
  }
}
