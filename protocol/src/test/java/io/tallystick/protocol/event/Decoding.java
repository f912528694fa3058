package io.tallystick.protocol.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tallystick.core.event.DecimalText;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one body was decoded to, copied out of the draft: for comparing in tests. */
record Decoding(List<Decoded> events, List<RejectedEvent> rejected) {

  /** One event that the consumer was given; a missing text is empty. */
  record Decoded(
      String source,
      String id,
      String type,
      String subject,
      @Nullable Long timeMillis,
      String value,
      Map<String, String> attributes) {

    static Decoded copyOf(EventDraft draft) {
      Map<String, String> attributes = new LinkedHashMap<>();
      for (int i = 0; i < draft.attributeCount(); i++) {
        attributes.put(
            draft.attributeName(i).toString(), draft.attributeValue(i).toString());
      }
      return new Decoded(
          draft.source().toString(),
          draft.id().toString(),
          draft.type().toString(),
          draft.subject().toString(),
          draft.hasTime() ? draft.timeMillis() : null,
          DecimalText.format(draft.valueUnscaled(), draft.valueScale()),
          attributes);
    }
  }

  static Decoding of(EventForm form, String body) {
    return of(form, body.getBytes(UTF_8));
  }

  static Decoding of(EventForm form, byte[] body) {
    return of(new EventDecoder(EventLimits.DEFAULT), form, body, RequestHeaders.NONE);
  }

  /** Decodes a body that stands in the middle of an array, between bytes that would be seen. */
  static Decoding of(EventDecoder decoder, EventForm form, byte[] body, RequestHeaders headers) {
    byte[] padded = new byte[body.length + 14];
    java.util.Arrays.fill(padded, (byte) '"');
    System.arraycopy(body, 0, padded, 5, body.length);
    List<Decoded> events = new ArrayList<>();
    Outcome outcome = decoder.decode(form, padded, 5, body.length, headers, draft -> {
      events.add(Decoded.copyOf(draft));
      return null;
    });
    if (outcome.accepted() != events.size()) {
      throw new AssertionError("accepted: " + outcome.accepted() + " (expected: " + events.size()
          + " as the consumer was given)");
    }
    return new Decoding(events, outcome.rejected());
  }

  List<String> ids() {
    return events.stream().map(Decoded::id).toList();
  }

  /** The only event of a body in which nothing was rejected. */
  Decoded only() {
    if (events.size() != 1 || !rejected.isEmpty()) {
      throw new AssertionError("decoded: " + this + " (expected: one event)");
    }
    return events.get(0);
  }

  /** The only rejection of a body in which nothing was accepted. */
  RejectedEvent onlyRejected() {
    if (rejected.size() != 1 || !events.isEmpty()) {
      throw new AssertionError("decoded: " + this + " (expected: one rejection)");
    }
    return rejected.get(0);
  }

  /** Rejections as {@code index code}. */
  List<String> faults() {
    return rejected.stream()
        .map(one -> one.index() + " " + one.refusal().code().code())
        .toList();
  }

  static List<ErrorCode> codes(Decoding decoding) {
    return decoding.rejected.stream().map(one -> one.refusal().code()).toList();
  }
}
