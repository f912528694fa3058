package io.tallystick.protocol.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.EventRouter;
import io.tallystick.protocol.event.Decoding.Decoded;
import io.tallystick.testkit.fuzz.FuzzTarget;
import io.tallystick.testkit.log.EventValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Fuzz targets for bodies in every form. For any bytes: nothing but a refusal is thrown; every
 * element has one outcome, as many as an authority of its own counts; and every accepted event is
 * the same after a way through the log and after being written as JSON and read again.
 */
public final class EventBodyFuzz {

  static final long ARRIVAL_MILLIS = 1_795_342_530_123L;

  private static final EventRules RULES = new EventRules(EventLimits.DEFAULT);
  private static final int SEEDS = 6;

  private EventBodyFuzz() {}

  /** One target for each form. */
  public static List<FuzzTarget> targets() {
    return List.of(
        new FuzzTarget("json", bodies(EventForm.JSON), body -> document(EventForm.JSON, body)),
        new FuzzTarget("ndjson", bodies(EventForm.NDJSON), EventBodyFuzz::lines),
        new FuzzTarget(
            "cloud-event",
            bodies(EventForm.CLOUD_EVENT),
            body -> document(EventForm.CLOUD_EVENT, body)),
        new FuzzTarget(
            "cloud-event-batch",
            bodies(EventForm.CLOUD_EVENT_BATCH),
            body -> document(EventForm.CLOUD_EVENT_BATCH, body)),
        new FuzzTarget("cloud-event-headers", HeaderText.SEEDS, EventBodyFuzz::headers),
        new FuzzTarget("protobuf", bodies(EventForm.PROTOBUF), EventBodyFuzz::protobuf));
  }

  private static List<byte[]> bodies(EventForm form) {
    return IntStream.range(0, 1000)
        .mapToObj(seed -> new RandomBodies(seed).body(form))
        .filter(body -> body.length < 2000 && anyAccepted(decode(form, body, RequestHeaders.NONE)))
        .limit(SEEDS)
        .toList();
  }

  private static boolean document(EventForm form, byte[] body) {
    Decoding decoding = decode(form, body, RequestHeaders.NONE);
    JsonAuthority.Kind kind = JsonAuthority.kind(body);
    boolean array = kind.elements() >= 0 && form != EventForm.CLOUD_EVENT;
    if (kind.isEmpty() || (array && kind.elements() == 0)) {
      assertThat(decoding).isNull();
    } else if (kind.isJson()) {
      assertThat(outcomes(decoding)).isEqualTo(array ? kind.elements() : 1);
    } else {
      assertThat(Objects.requireNonNull(decoding).rejected()).isNotEmpty();
    }
    return anyAccepted(decoding);
  }

  private static boolean lines(byte[] body) {
    Decoding decoding = decode(EventForm.NDJSON, body, RequestHeaders.NONE);
    List<byte[]> lines = JsonAuthority.lines(body);
    assertThat(outcomes(decoding)).isEqualTo(lines.size());
    if (decoding == null) {
      return false;
    }
    List<Integer> rejected =
        decoding.rejected().stream().map(RejectedEvent::index).toList();
    List<Decoded> events = new ArrayList<>(decoding.events());
    for (int i = 0; i < lines.size(); i++) {
      byte[] line = lines.get(i);
      Decoding alone = decode(EventForm.JSON, line, RequestHeaders.NONE);
      if (!rejected.contains(i)) {
        assertThat(alone).isEqualTo(new Decoding(List.of(events.remove(0)), List.of()));
      } else if (line[0] == '{') {
        assertThat(Objects.requireNonNull(alone).rejected()).isNotEmpty();
      }
    }
    return anyAccepted(decoding);
  }

  private static boolean headers(byte[] input) {
    HeaderText request = HeaderText.parse(input);
    Decoding decoding =
        Objects.requireNonNull(decode(EventForm.CLOUD_EVENT_BINARY, request.body(), request));
    assertThat(outcomes(decoding)).isEqualTo(1);
    for (Decoded event : decoding.events()) {
      HeaderText written = HeaderText.of(event);
      if (written != null) {
        assertThat(decode(EventForm.CLOUD_EVENT_BINARY, written.body(), written))
            .isEqualTo(decoding);
      }
    }
    return anyAccepted(decoding);
  }

  private static boolean protobuf(byte[] body) {
    Decoding decoding = decode(EventForm.PROTOBUF, body, RequestHeaders.NONE);
    ProtobufAuthority.compare(body, decoding);
    return anyAccepted(decoding);
  }

  private static int outcomes(@Nullable Decoding decoding) {
    return decoding == null ? 0 : decoding.events().size() + decoding.rejected().size();
  }

  private static boolean anyAccepted(@Nullable Decoding decoding) {
    return decoding != null && !decoding.events().isEmpty();
  }

  /** What a body is decoded to, after all checks; null when it was refused as a whole. */
  private static @Nullable Decoding decode(EventForm form, byte[] body, RequestHeaders headers) {
    Decoding decoding = decodeOnce(form, body, headers);
    if (anyAccepted(decoding)) {
      byte[] again = JsonAuthority.write(Objects.requireNonNull(decoding).events());
      assertThat(decodeOnce(EventForm.JSON, again, RequestHeaders.NONE))
          .isEqualTo(new Decoding(decoding.events(), List.of()));
    }
    return decoding;
  }

  private static @Nullable Decoding decodeOnce(
      EventForm form, byte[] body, RequestHeaders headers) {
    EventRouter router = new EventRouter(1, RULES, id -> id.set("assigned"));
    router.begin(ARRIVAL_MILLIS);
    List<Decoded> events = new ArrayList<>();
    List<Event> logged = new ArrayList<>();
    Outcome outcome;
    try {
      outcome = new EventDecoder(EventLimits.DEFAULT)
          .decode(form, body, 0, body.length, headers, draft -> {
            Decoded event = Decoded.copyOf(draft);
            Refusal refusal = router.add(draft);
            if (refusal == null) {
              events.add(event);
              logged.add(EventValues.of(draft));
            }
            return refusal;
          });
    } catch (RefusedException e) {
      assertThat(e.refusal().code()).isIn(ErrorCode.EMPTY_BATCH, ErrorCode.BATCH_TOO_LARGE);
      return null;
    }
    List<Event> read = new ArrayList<>();
    for (EventLog.Append append : router.finish()) {
      read.addAll(EventValues.of(append.batch()));
    }
    assertThat(read).isEqualTo(logged);
    assertThat(outcome.accepted()).isEqualTo(events.size());
    int last = -1;
    for (RejectedEvent rejected : outcome.rejected()) {
      assertThat(rejected.index()).isGreaterThan(last);
      assertThat(rejected.refusal().message()).contains(" (expected: ");
      last = rejected.index();
    }
    assertThat(last).isLessThan(events.size() + outcome.rejected().size());
    return new Decoding(events, outcome.rejected());
  }

  /** The bytes of a text. */
  static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
