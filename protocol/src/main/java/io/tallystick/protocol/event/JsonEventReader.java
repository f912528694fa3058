package io.tallystick.protocol.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one event with Jackson: the authority on what is JSON and what an event in JSON is. {@link
 * PlainEventScanner} reads the usual events faster and never judges.
 */
final class JsonEventReader {

  private final EventMembers members;
  private final PlainEventMembers plain;
  private final CloudEventMembers cloudEvent;
  private final CloudEventHeaders headers;
  private final JsonSyntax syntax = new JsonSyntax();

  /** A reader that writes into {@code draft}. */
  JsonEventReader(EventLimits limits, EventDraft draft) {
    members = new EventMembers(limits, draft);
    plain = new PlainEventMembers(members);
    cloudEvent = new CloudEventMembers(members, plain);
    headers = new CloudEventHeaders(members, cloudEvent);
  }

  /**
   * Reads the event that these bytes are, without space around them.
   *
   * @param onlyCloudEvents whether it has to be a CloudEvent; otherwise it is one if it says so
   * @return null, or why it is refused; the draft then holds what could be read
   */
  @Nullable
  Refusal read(byte[] bytes, int offset, int length, boolean onlyCloudEvents) {
    members.begin();
    Refusal malformed = syntax.check("event", bytes, offset, length);
    if (malformed != null) {
      return malformed;
    }
    try (JsonParser parser = JsonSyntax.parser(bytes, offset, length)) {
      parser.nextToken();
      if (!parser.isExpectedStartObjectToken()) {
        return Refusal.of(
            ErrorCode.WRONG_TYPE, "event", PlainEventMembers.shown(parser), "an object");
      }
      if (onlyCloudEvents || syntax.isCloudEvent()) {
        cloudEvent.read(parser, syntax.dataContentType());
      } else {
        plain.read(parser);
      }
      return members.refusal();
    } catch (JsonProcessingException e) {
      // a text that was skipped over in the first pass and is decoded only now
      return JsonSyntax.malformed("event", bytes, offset, length, 0);
    } catch (IOException e) {
      throw new UncheckedIOException("event: unreadable (expected: bytes in memory)", e);
    }
  }

  /** Reads the CloudEvent that a request in binary mode is. */
  @Nullable
  Refusal readBinary(RequestHeaders request, byte[] body, int offset, int length) {
    try {
      headers.read(request, body, offset, length);
      return members.refusal();
    } catch (JsonProcessingException e) {
      return JsonSyntax.malformed("data", body, offset, length, 0);
    } catch (IOException e) {
      throw new UncheckedIOException("data: unreadable (expected: bytes in memory)", e);
    }
  }
}
