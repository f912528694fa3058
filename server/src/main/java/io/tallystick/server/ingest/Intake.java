package io.tallystick.server.ingest;

import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.EventRouter;
import io.tallystick.protocol.event.EventConsumer;
import io.tallystick.protocol.event.EventDecoder;
import io.tallystick.protocol.event.Outcome;
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

    /** Bytes that are held until the log has them. */
    long bytes() {
      long bytes = 0;
      for (EventLog.Append append : appends) {
        bytes += append.bytes();
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
  Batch take(RequestHead head, byte[] body, int length, long arrivalMillis) {
    router.begin(arrivalMillis, head.canary());
    if (head.coding() == ContentCoding.IDENTITY) {
      return decode(head, body, length);
    }
    try {
      InflatedBytes inflated = inflation.inflate(head.coding(), body, length);
      return decode(head, inflated.bytes(), inflated.length());
    } finally {
      inflation.clear();
    }
  }

  private Batch decode(RequestHead head, byte[] body, int length) {
    Outcome outcome = decoder.decode(head.form(), body, 0, length, head.headers(), consumer);
    return new Batch(outcome, router.finish());
  }

  @Override
  public void close() {
    inflation.close();
  }
}
