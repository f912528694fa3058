package io.tallystick.protocol.event;

import static io.tallystick.protocol.event.EventForm.PROTOBUF;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tallystick.core.event.DecimalText;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.RefusedException;
import io.tallystick.protocol.event.Decoding.Decoded;
import io.tallystick.protocol.v1.Event;
import io.tallystick.protocol.v1.EventBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a body in Protobuf is read as the generated classes read it, and a broken event in a whole
 * frame spoils no other. Method: the generated classes are the authority.
 */
class ProtobufFormTest {

  private static Decoding decode(Event... events) {
    return Decoding.of(
        PROTOBUF, EventBatch.newBuilder().addAllEvents(List.of(events)).build().toByteArray());
  }

  /** A batch in which events are given by their bytes, whole or broken. */
  private static byte[] frames(byte[]... events) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (byte[] event : events) {
      out.writeByteArray(EventBatch.EVENTS_FIELD_NUMBER, event);
    }
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] event(String id) {
    return Event.newBuilder().setId(id).setType("view").setSubject("A").build().toByteArray();
  }

  @Test
  void readsEveryField() {
    Event event = Event.newBuilder()
        .setSource("web")
        .setId("e-1")
        .setType("view")
        .setSubject("Zürich")
        .setTimeMillis(-5)
        .setValueUnscaled(-1250)
        .setValueScale(2)
        .putAttributes("country", "DE")
        .putAttributes("", "")
        .build();
    assertThat(decode(event).only())
        .isEqualTo(new Decoded(
            "web", "e-1", "view", "Zürich", -5L, "-12.5", Map.of("country", "DE", "", "")));
    assertThat(decode(Event.getDefaultInstance()).only())
        .isEqualTo(new Decoded("", "", "", "", null, "1", Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 10, value: 1 / 10^10",
    "1, -1, value: 1 / 10^4294967295",
    "1000000000000000000, 0, value: 1000000000000000000 / 10^0",
    "-9223372036854775808, 9, value: -9223372036854775808 / 10^9",
  })
  void refusesValuesThatCannotBeCountedExactly(long unscaled, int scale, String shown) {
    Event event = Event.newBuilder()
        .setId("e-1")
        .setValueUnscaled(unscaled)
        .setValueScale(scale)
        .build();
    assertThat(decode(event).onlyRejected())
        .isEqualTo(new RejectedEvent(
            0,
            "e-1",
            new Refusal(
                ErrorCode.VALUE_OUT_OF_RANGE,
                shown + " (expected: at most 18 significant digits, at most 9 after the point)")));
  }

  @Test
  void anAbsentValueIsOneWhateverTheScale() {
    assertThat(decode(Event.newBuilder().setValueScale(40).build()).only().value())
        .isEqualTo("1");
    assertThat(decode(Event.newBuilder().setValueUnscaled(0).setValueScale(4).build())
            .only()
            .value())
        .isEqualTo("0");
  }

  @Test
  void aBrokenEventSpoilsNoOther() throws IOException {
    byte[] whole = event("b");
    for (byte[] broken : List.of(
        Arrays.copyOf(whole, whole.length - 1),
        new byte[] {0x12, 0x7f, 'x'}, // a length beyond the frame
        new byte[] {0x12, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}, // a negative length
        new byte[] {0x42, 4, 0x0a, 9, 'x', 'y'}, // an entry beyond its own frame
        new byte[] {0x2c}, // the end of a group that did not begin
        new byte[] {0}, // field 0
        new byte[] {0x2b, 0x2b, 0x2b} // groups without end
        )) {
      Decoding decoding = Decoding.of(PROTOBUF, frames(event("a"), broken, event("c")));
      assertThat(decoding.ids()).containsExactly("a", "c");
      assertThat(decoding.faults()).containsExactly("1 malformed-protobuf");
    }
  }

  @Test
  void survivesGroupsOfAnyDepth() throws IOException {
    byte[] groups = new byte[50_000];
    Arrays.fill(groups, (byte) 0x2b);
    Decoding decoding = Decoding.of(PROTOBUF, frames(event("a"), groups, event("c")));
    assertThat(decoding.faults()).containsExactly("1 malformed-protobuf");
    assertThat(Decoding.of(PROTOBUF, groups).faults()).containsExactly("0 malformed-protobuf");
  }

  @Test
  void aBrokenFrameEndsTheBody() throws IOException {
    byte[] body = frames(event("a"), event("b"));
    Decoding decoding = Decoding.of(PROTOBUF, Arrays.copyOf(body, body.length - 1));
    assertThat(decoding.ids()).containsExactly("a");
    assertThat(decoding.rejected())
        .containsExactly(new RejectedEvent(
            1,
            null,
            new Refusal(
                ErrorCode.MALFORMED_PROTOBUF,
                "body: broken at byte 16 (expected: tallystick.v1.EventBatch; the rest of the"
                    + " body was not read)")));
  }

  @Test
  void boundsTheBatchTheEventAndTheAttributes() throws IOException {
    EventLimits limits = new EventLimits(10_000, 3, 40, 20, 2, 300_000, 0);
    EventDecoder decoder = new EventDecoder(limits);
    byte[] large = event("x".repeat(40));
    assertThat(Decoding.of(
                decoder, PROTOBUF, frames(event("a"), large, event("c")), RequestHeaders.NONE)
            .faults())
        .containsExactly("1 event-too-large");
    byte[] many = Event.newBuilder()
        .putAttributes("a", "1")
        .putAttributes("b", "2")
        .putAttributes("c", "3")
        .build()
        .toByteArray();
    assertThat(Decoding.of(decoder, PROTOBUF, frames(many), RequestHeaders.NONE).faults())
        .containsExactly("0 too-many-attributes");
    byte[] four = frames(event("a"), event("b"), event("c"), event("d"));
    assertThatThrownBy(() -> Decoding.of(decoder, PROTOBUF, four, RequestHeaders.NONE))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().code()).isEqualTo(ErrorCode.BATCH_TOO_LARGE));
    assertThatThrownBy(() -> Decoding.of(PROTOBUF, new byte[0]))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().code()).isEqualTo(ErrorCode.EMPTY_BATCH));
  }

  @Test
  void theIdOfARejectionIsShownOnlyIfItIsText() throws IOException {
    byte[] event = Event.newBuilder()
        .setId("ab")
        .setValueUnscaled(1)
        .setValueScale(10)
        .build()
        .toByteArray();
    event[2] = (byte) 0xff;
    assertThat(Decoding.of(PROTOBUF, frames(event)).onlyRejected().id()).isNull();
  }

  @Property(tries = 3000)
  void agreesWithTheGeneratedClasses(@ForAll long seed) throws IOException {
    byte[] body = new RandomBodies(seed).body(PROTOBUF);
    compare(body, EventBatch.parseFrom(body));
  }

  @Property(tries = 10_000)
  void agreesWithTheGeneratedClassesOnBrokenBodies(@ForAll long seed) {
    RandomBodies bodies = new RandomBodies(seed);
    byte[] body = bodies.mutate(bodies.body(PROTOBUF));
    EventBatch batch;
    try {
      batch = EventBatch.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      try {
        Decoding decoding = Decoding.of(PROTOBUF, body);
        if (!isAboutText(e)) {
          assertThat(decoding.rejected()).isNotEmpty();
        }
      } catch (RefusedException refused) {
        assertThat(refused.refusal().code()).isEqualTo(ErrorCode.EMPTY_BATCH);
      }
      return;
    }
    compare(body, batch);
  }

  /** Text that is not UTF-8 is left to the rules: the reader itself only finds broken structure. */
  private static boolean isAboutText(InvalidProtocolBufferException e) {
    return String.valueOf(e.getMessage()).contains("UTF-8");
  }

  private static void compare(byte[] body, EventBatch batch) {
    List<Decoded> expected = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (Event event : batch.getEventsList()) {
      EventDraft draft = new EventDraft();
      Refusal refusal = event.hasValueUnscaled()
          ? DecimalText.set(event.getValueUnscaled(), event.getValueScale(), draft)
          : null;
      if (refusal == null) {
        expected.add(new Decoded(
            event.getSource(),
            event.getId(),
            event.getType(),
            event.getSubject(),
            event.hasTimeMillis() ? event.getTimeMillis() : null,
            DecimalText.format(draft.valueUnscaled(), draft.valueScale()),
            new LinkedHashMap<>(event.getAttributesMap())));
      } else {
        faults.add(expected.size() + faults.size() + " " + refusal.code().code());
      }
    }
    if (batch.getEventsCount() == 0) {
      assertThatThrownBy(() -> Decoding.of(PROTOBUF, body)).isInstanceOf(RefusedException.class);
      return;
    }
    Decoding decoding = Decoding.of(PROTOBUF, body);
    assertThat(decoding.events()).isEqualTo(expected);
    assertThat(decoding.faults()).isEqualTo(faults);
  }

  @Test
  void theLastOfARepeatedFieldWins() throws IOException {
    byte[] twice =
        ByteString.copyFrom(event("a")).concat(ByteString.copyFrom(event("b"))).toByteArray();
    assertThat(Decoding.of(PROTOBUF, frames(twice)).only().id()).isEqualTo("b");
    assertThat(new String(twice, UTF_8)).contains("a");
  }
}
