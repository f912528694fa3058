package io.tallystick.server.ingest;

import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.EventRouter;
import io.tallystick.protocol.event.EventConsumer;
import io.tallystick.protocol.event.EventDecoder;
import io.tallystick.protocol.event.EventForm;
import io.tallystick.protocol.event.Outcome;
import io.tallystick.protocol.event.RequestHeaders;
import java.util.List;

/** What one event loop thread needs to turn bodies into log batches. Single-threaded, reused. */
final class Intake implements AutoCloseable {

  /**
   * What became of one body.
   *
   * @param outcome which events were taken
   * @param appends those, routed and encoded
   */
  record Batch(Outcome outcome, List<EventLog.Append> appends) {

    /** Bytes that the log is going to hold. */
    long bytes() {
      long bytes = 0;
      for (EventLog.Append append : appends) {
        bytes += append.batch().length;
      }
      return bytes;
    }
  }

  private final BodyBuffers buffers = new BodyBuffers();
  private final BodyInflation inflation;
  private final EventDecoder decoder;
  private final EventRouter router;
  private final EventConsumer consumer;

  Intake(EventLimits limits, EventRouter router) {
    this.inflation = new BodyInflation(limits.bodyBytesMax());
    this.decoder = new EventDecoder(limits);
    this.router = router;
    this.consumer = router::add;
  }

  /** Arrays for bodies on their way in. */
  BodyBuffers buffers() {
    return buffers;
  }

  /**
   * Inflates, decodes, checks, routes and encodes the first {@code length} bytes of {@code body},
   * which is free again afterwards.
   *
   * @throws RefusedException when the request is refused as a whole
   */
  Batch take(
      EventForm form,
      ContentCoding coding,
      byte[] body,
      int length,
      RequestHeaders headers,
      long arrivalMillis) {
    router.begin(arrivalMillis);
    if (coding == ContentCoding.IDENTITY) {
      return decode(form, body, length, headers);
    }
    try {
      InflatedBytes inflated = inflation.inflate(coding, body, length);
      return decode(form, inflated.bytes(), inflated.length(), headers);
    } finally {
      inflation.clear();
    }
  }

  private Batch decode(EventForm form, byte[] body, int length, RequestHeaders headers) {
    Outcome outcome = decoder.decode(form, body, 0, length, headers, consumer);
    return new Batch(outcome, router.finish());
  }

  @Override
  public void close() {
    inflation.close();
  }
}
