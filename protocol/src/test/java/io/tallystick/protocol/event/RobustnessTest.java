package io.tallystick.protocol.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.RefusedException;
import io.tallystick.protocol.v1.EventBatch;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: no body, however broken, leads to anything but an outcome or a refusal. Method: ten thousand
 * mutations of valid bodies per form, cuts at every byte, and bodies of noise; each event of the
 * outcome has an index of its own.
 */
class RobustnessTest {

  private static final EventDecoder DECODER = new EventDecoder(EventLimits.DEFAULT);
  private static final RequestHeaders CLOUD_EVENT = RequestHeaders.of(Map.of(
      "ce-specversion", "1.0",
      "ce-id", "e-1",
      "ce-source", "/web",
      "ce-type", "view",
      "ce-subject", "A",
      "content-type", "application/json"));

  @Property(tries = 10_000)
  void json(@ForAll long seed) {
    mutated(EventForm.JSON, seed);
  }

  @Property(tries = 10_000)
  void lines(@ForAll long seed) {
    mutated(EventForm.NDJSON, seed);
  }

  @Property(tries = 10_000)
  void cloudEvent(@ForAll long seed) {
    mutated(EventForm.CLOUD_EVENT, seed);
  }

  @Property(tries = 10_000)
  void cloudEventBatch(@ForAll long seed) {
    mutated(EventForm.CLOUD_EVENT_BATCH, seed);
  }

  @Property(tries = 10_000)
  void cloudEventBinary(@ForAll long seed) {
    mutated(EventForm.CLOUD_EVENT_BINARY, seed);
  }

  @Property(tries = 10_000)
  void protobuf(@ForAll long seed) {
    mutated(EventForm.PROTOBUF, seed);
  }

  private static void mutated(EventForm form, long seed) {
    RandomBodies bodies = new RandomBodies(seed);
    check(form, bodies.mutate(bodies.body(form)));
  }

  @Property(tries = 10_000)
  void headers(@ForAll long seed) {
    RandomBodies bodies = new RandomBodies(seed);
    String name = "ce-" + new String(bodies.mutate("subject".getBytes(UTF_8)), UTF_8);
    String value = new String(bodies.mutate("Z%C3%BCrich".getBytes(UTF_8)), UTF_8);
    Decoding decoding = Decoding.of(
        DECODER,
        EventForm.CLOUD_EVENT_BINARY,
        new byte[0],
        RequestHeaders.of(Map.of("ce-specversion", "1.0", name, value)));
    assertThat(decoding.events()).isEmpty();
  }

  @Property(tries = 1000)
  void noise(@ForAll EventForm form, @ForAll byte[] body) {
    check(form, body);
  }

  @Property(tries = 60)
  void cutsAtEveryByte(@ForAll EventForm form, @ForAll long seed) {
    byte[] body = new RandomBodies(seed).body(form);
    for (int length = 0; length < body.length; length++) {
      check(form, Arrays.copyOf(body, length));
    }
  }

  private static void check(EventForm form, byte[] body) {
    try {
      Decoding decoding = Decoding.of(DECODER, form, body, CLOUD_EVENT);
      int last = -1;
      for (RejectedEvent rejected : decoding.rejected()) {
        assertThat(rejected.index()).isGreaterThan(last);
        last = rejected.index();
      }
      assertThat(last).isLessThan(decoding.events().size() + decoding.rejected().size());
    } catch (RefusedException e) {
      assertThat(e.refusal().code()).isEqualTo(ErrorCode.EMPTY_BATCH);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = EventForm.class,
      names = {"JSON", "NDJSON", "PROTOBUF"})
  void theUsualEventCostsNoGarbage(EventForm form) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    int count = 5_000;
    byte[] body = usual(form, count);
    for (int i = 0; i < 4; i++) {
      assertThat(accepted(form, body)).isEqualTo(count);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    accepted(form, body);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(bytes / count).isZero();
  }

  private static int accepted(EventForm form, byte[] body) {
    return DECODER
        .decode(form, body, 0, body.length, RequestHeaders.NONE, draft -> null)
        .accepted();
  }

  private static byte[] usual(EventForm form, int count) {
    String event = "{\"id\":\"0123456789abcdef\",\"type\":\"view\",\"subject\":\"Zürich \\u00fc\","
        + "\"time\":\"2026-11-22T10:15:30.5Z\",\"value\":12.5,\"attributes\":{\"a\":\"b\"}}";
    if (form == EventForm.PROTOBUF) {
      EventBatch.Builder batch = EventBatch.newBuilder();
      for (int i = 0; i < count; i++) {
        batch.addEventsBuilder().setId("0123456789abcdef").putAttributes("a", "b");
      }
      return batch.build().toByteArray();
    }
    String events = (event + (form == EventForm.JSON ? "," : "\n")).repeat(count - 1) + event;
    return (form == EventForm.JSON ? "[" + events + "]" : events).getBytes(UTF_8);
  }

  @Test
  void aDecoderForgetsTheBodyBefore() {
    byte[] rich =
        "{\"id\":\"a\",\"time\":5,\"value\":7,\"attributes\":{\"a\":\"b\"}}".getBytes(UTF_8);
    for (String poor : new String[] {"{\"type\":\"view\"}", "{\"type\":\"v\\u0069ew\"}"}) {
      Decoding.of(DECODER, EventForm.JSON, rich, RequestHeaders.NONE);
      assertThat(Decoding.of(DECODER, EventForm.JSON, poor.getBytes(UTF_8), RequestHeaders.NONE))
          .isEqualTo(Decoding.of(EventForm.JSON, "{\"type\":\"view\"}"));
    }
  }
}
