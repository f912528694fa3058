package io.tallystick.protocol.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.Refusal;
import io.tallystick.protocol.event.Decoding.Decoded;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: what the scanner accepts, Jackson accepts and reads to the same draft; and it does accept
 * the usual events. Method: random events, whole and broken, are given to both.
 */
class PlainEventScannerTest {

  private static final int PADDING = 9;

  private final EventDraft draft = new EventDraft();
  private final PlainEventScanner scanner = new PlainEventScanner(EventLimits.DEFAULT, draft);
  private final EventDraft authority = new EventDraft();
  private final JsonEventReader reader = new JsonEventReader(EventLimits.DEFAULT, authority);

  @Property(tries = 2000)
  void readsTheUsualEventAsJacksonDoes(@ForAll long seed) {
    byte[] event = new RandomBodies(seed).jsonEvent(true).getBytes(UTF_8);
    assertThat(compare(event, false, false)).isEqualTo(event.length);
    assertThat(compare(event, true, false)).isEqualTo(event.length);
    compare(event, false, true);
  }

  @Property(tries = 2000)
  void readsEscapesAsJacksonDoes(@ForAll String text) throws java.io.IOException {
    java.io.StringWriter json = new java.io.StringWriter();
    try (var generator = new com.fasterxml.jackson.core.JsonFactory()
        .createGenerator(json)
        .setHighestNonEscapedChar(127)) {
      generator.writeStartObject();
      generator.writeStringField("type", text + "\n" + text);
      generator.writeObjectFieldStart("attributes");
      generator.writeStringField("a", text);
      generator.writeEndObject();
      generator.writeEndObject();
    }
    byte[] event = json.toString().getBytes(UTF_8);
    boolean whole =
        text.codePoints().noneMatch(c -> c <= 0xffff && Character.isSurrogate((char) c));
    assertThat(compare(event, true, false))
        .isEqualTo(whole ? event.length : PlainEventScanner.DECLINED);
  }

  @Property(tries = 2000)
  void readsNoPartOfAnEvent(@ForAll long seed) {
    byte[] event = new RandomBodies(seed).jsonEvent(true).getBytes(UTF_8);
    for (int length = 1; length < event.length; length++) {
      assertThat(scan(Arrays.copyOf(event, length), false, false))
          .isEqualTo(PlainEventScanner.DECLINED);
    }
  }

  @Property(tries = 10_000)
  void agreesWithJacksonOrDeclines(@ForAll long seed) {
    RandomBodies bodies = new RandomBodies(seed);
    byte[] event = bodies.jsonEvent(bodies.random().nextBoolean()).getBytes(UTF_8);
    byte[] mutated = bodies.random().nextInt(4) == 0 ? event : bodies.mutate(event);
    if (mutated.length > 0) {
      compare(mutated, false, false);
      compare(mutated, true, false);
      compare(mutated, false, true);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"type\":\"\\ud83d\"}",
        "{\"type\":\"\\ud83d\\u0061\"}",
        "{\"type\":\"\\udc00\"}",
        "{\"type\":\"\\u006\"}",
        "{\"type\":\"\\x\"}",
        "{\"ty\\u0070e\":\"a\"}",
        "{\"time\":\"2026-11-22T10:15:30\\u005a\"}",
        "{\"type\":\"a\nb\"}",
        "{\"type\":null}",
        "{\"type\":\"a\",\"type\":\"b\"}",
        "{\"unknown\":\"a\",\"type\":\"b\"}",
        "{\"value\":01,\"type\":\"b\"}",
        "{\"value\":1.,\"type\":\"b\"}",
        "{\"value\":1e40,\"type\":\"b\"}",
        "{\"time\":\"today\",\"type\":\"b\"}",
        "{\"attributes\":{\"a\":1},\"type\":\"b\"}",
        "{\"attributes\":{\"a\":\"1\",\"a\":\"2\"},\"type\":\"b\"}",
        "{\"attributes\":{\"a\":\"1\",},\"type\":\"b\"}",
        "{\"attributes\":[],\"type\":\"b\"}",
        "{\"type\":\"b\",}",
        "{,\"type\":\"b\"}",
        "{\"type\" \"b\"}",
        "[\"type\",\"subject\"]",
        "{\"data\":{},\"type\":\"b\"}",
        "{\"specversion\":\"1.0\",\"type\":\"b\"}",
      })
  void declinesWhatIsUnusual(String event) {
    assertThat(scan(event.getBytes(UTF_8), false, false)).isEqualTo(PlainEventScanner.DECLINED);
  }

  @Test
  void declinesALineEndInsideOfALine() {
    byte[] event = "{\"type\":\n\"view\",\"subject\":\"A\"}".getBytes(UTF_8);
    assertThat(compare(event, false, false)).isEqualTo(event.length);
    assertThat(scan(event, true, false)).isEqualTo(PlainEventScanner.DECLINED);
  }

  /** Where the scanner found the end, after Jackson has agreed; or DECLINED. */
  private int compare(byte[] event, boolean lines, boolean onlyCloudEvents) {
    int end = scan(event, lines, onlyCloudEvents);
    if (end != PlainEventScanner.DECLINED) {
      byte[] element = Arrays.copyOf(event, end);
      Refusal refusal = reader.read(element, 0, end, onlyCloudEvents);
      assertThat(refusal).as("Jackson on %s", new String(element, UTF_8)).isNull();
      assertThat(Decoded.copyOf(draft)).isEqualTo(Decoded.copyOf(authority));
      assertThat(JsonElementSplitter.end(event, 0, event.length)).isEqualTo(end);
      assertThat(lines && new String(element, UTF_8).contains("\n")).isFalse();
    }
    return end;
  }

  private int scan(byte[] event, boolean lines, boolean onlyCloudEvents) {
    byte[] padded = new byte[event.length + 2 * PADDING];
    Arrays.fill(padded, (byte) '"');
    System.arraycopy(event, 0, padded, PADDING, event.length);
    int end = scanner.scan(padded, PADDING, PADDING + event.length, lines, onlyCloudEvents);
    return end == PlainEventScanner.DECLINED ? end : end - PADDING;
  }
}
