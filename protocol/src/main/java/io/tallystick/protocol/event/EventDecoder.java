package io.tallystick.protocol.event;

import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.RefusedException;

/**
 * Reads the events of a request body, in whatever {@link EventForm} it is, and hands them one by one
 * to a consumer.
 *
 * <p>An event that cannot be read is rejected by its index and holds no other back. What is checked
 * here is the form; the rules that hold in every form are the consumer's business. Of several faults
 * in one event the one is reported whose code stands first in {@link
 * io.tallystick.core.event.ErrorCode}.
 *
 * <p>Meant to be used for one body after the other by one thread: the usual event then costs no
 * garbage.
 */
public final class EventDecoder {

  private final EventLimits limits;
  private final EventDraft draft = new EventDraft();
  private final JsonBodyReader json;
  private final ProtobufBodyReader protobuf;

  public EventDecoder(EventLimits limits) {
    this.limits = limits;
    this.json = new JsonBodyReader(limits, draft);
    this.protobuf = new ProtobufBodyReader(limits, draft);
  }

  /**
   * Reads a body. The draft that the consumer gets points into it.
   *
   * @param headers of the request; only read in {@link EventForm#CLOUD_EVENT_BINARY}
   * @throws RefusedException {@code EMPTY_BATCH} or {@code BATCH_TOO_LARGE}; what the consumer took
   *     until then must not be used
   */
  public Outcome decode(
      EventForm form,
      byte[] body,
      int offset,
      int length,
      RequestHeaders headers,
      EventConsumer consumer) {
    if (offset < 0 || length < 0 || length > body.length - offset) {
      throw new IndexOutOfBoundsException("offset, length: " + offset + ", " + length
          + " (expected: within " + body.length + " bytes)");
    }
    BatchProgress batch = new BatchProgress(limits, consumer);
    switch (form) {
      case JSON:
      case CLOUD_EVENT:
      case CLOUD_EVENT_BATCH:
        json.document(form, body, offset, offset + length, batch);
        break;
      case NDJSON:
        json.lines(body, offset, offset + length, batch);
        break;
      case CLOUD_EVENT_BINARY:
        binary(headers, body, offset, length, batch);
        break;
      case PROTOBUF:
        protobuf.read(body, offset, length, batch);
        break;
    }
    return batch.finish();
  }

  private void binary(
      RequestHeaders headers, byte[] body, int offset, int length, BatchProgress batch) {
    batch.begin();
    Refusal refusal = batch.size(length);
    if (refusal == null) {
      refusal = json.reader().readBinary(headers, body, offset, length);
      if (refusal == null) {
        batch.accept(draft, length);
      } else {
        batch.reject(draft.id(), refusal);
      }
    } else {
      batch.reject(refusal);
    }
  }
}
