package io.tallystick.protocol.event;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.event.TextSlice;
import io.tallystick.core.event.Utf8;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far the decoding of one body has come: each element is begun, then accepted or rejected. */
final class BatchProgress {

  private final EventLimits limits;
  private final EventConsumer consumer;
  private final List<RejectedEvent> rejected = new ArrayList<>();
  private int begun;
  private int accepted;

  BatchProgress(EventLimits limits, EventConsumer consumer) {
    this.limits = limits;
    this.consumer = consumer;
  }

  /**
   * Begins the next element.
   *
   * @throws RefusedException when there are more than allowed
   */
  void begin() {
    if (begun == limits.batchEventsMax()) {
      throw new RefusedException(
          ErrorCode.BATCH_TOO_LARGE,
          "events",
          "more than " + limits.batchEventsMax(),
          "at most " + limits.batchEventsMax() + " in one request");
    }
    begun++;
  }

  /** Hands the element that was begun, of so many bytes in the body, to the consumer. */
  void accept(EventDraft draft, int bytes) {
    if (bytes > limits.eventBytesMax()) {
      reject(tooLarge(bytes));
      return;
    }
    boolean named = !draft.id().isEmpty();
    Refusal refusal = consumer.accept(draft);
    if (refusal == null) {
      accepted++;
    } else if (named) {
      reject(draft.id(), refusal);
    } else {
      // an id that was assigned on the way means nothing to the sender
      reject(refusal);
    }
  }

  /** Rejects the element that was begun, of which no id is known. */
  void reject(Refusal refusal) {
    rejected.add(new RejectedEvent(begun - 1, null, refusal));
  }

  /** Rejects the element that was begun. */
  void reject(TextSlice id, Refusal refusal) {
    boolean readable = !id.isEmpty() && Utf8.isWellFormed(id.bytes(), id.offset(), id.length());
    rejected.add(new RejectedEvent(begun - 1, readable ? id.toString() : null, refusal));
  }

  /** Why an element of so many bytes is refused, or null when it is not too large. */
  @Nullable
  Refusal size(int bytes) {
    return bytes > limits.eventBytesMax() ? tooLarge(bytes) : null;
  }

  private Refusal tooLarge(int bytes) {
    return Refusal.of(
        ErrorCode.EVENT_TOO_LARGE,
        "event",
        bytes + " bytes",
        "at most " + limits.eventBytesMax() + " bytes");
  }

  /**
   * What became of the body.
   *
   * @throws RefusedException when there was no element at all
   */
  Outcome finish() {
    if (begun == 0) {
      throw new RefusedException(
          ErrorCode.EMPTY_BATCH, "events", "none", "at least one event in the body");
    }
    return new Outcome(accepted, rejected);
  }
}
