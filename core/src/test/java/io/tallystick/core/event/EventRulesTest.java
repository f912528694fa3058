package io.tallystick.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.rollup.Calendar;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Goal: what is refused is refused for the first reason of {@link ErrorCode}, and says which. */
class EventRulesTest {

  private static final long ARRIVAL = 1_795_341_600_000L;
  private static final EventLimits LIMITS =
      new EventLimits(1 << 20, 100, 1 << 16, 10, 3, 60_000, 3_600_000);

  private final EventRules rules = new EventRules(LIMITS);

  /** One way to spoil a good event, and the code that then must come. */
  private record Fault(ErrorCode code, String message, Consumer<EventDraft> change) {}

  /** In order of precedence. */
  private static List<Fault> faults() {
    return List.of(
        new Fault(
            ErrorCode.MALFORMED_UTF8,
            "attribute colour: caf\ufffd (expected: UTF-8)",
            d -> latin1(attribute(d, "colour", ""), "café")),
        new Fault(ErrorCode.DUPLICATE_FIELD, "attribute name: b (expected: each name once)", d -> {
          attribute(d, "b", "1");
          attribute(d, "b", "2");
        }),
        new Fault(
            ErrorCode.MISSING_FIELD,
            "type:  (expected: a text that is not empty)",
            d -> d.type().clear()),
        new Fault(
            ErrorCode.TEXT_TOO_LONG,
            "id: 12345678901 (expected: at most 10 bytes, not 11)",
            d -> d.id().set("12345678901")),
        new Fault(
            ErrorCode.INVALID_TEXT,
            "subject: A\n (expected: no control characters)",
            d -> d.subject().set("A\n")),
        new Fault(
            ErrorCode.TIME_IN_FUTURE,
            "time: 1795341660001 (expected: at most 60000 ms ahead of the arrival at "
                + "1795341600000)",
            d -> d.timeMillis(ARRIVAL + 60_001)),
        new Fault(
            ErrorCode.VALUE_OUT_OF_RANGE,
            "value: 1000000000000000000e-2 (expected: at most 18 digits, 9 of them after the "
                + "point)",
            d -> d.value(1_000_000_000_000_000_000L, 2)),
        new Fault(ErrorCode.TOO_MANY_ATTRIBUTES, "attributes: 4 (expected: at most 3)", d -> {
          while (d.attributeCount() < 4) {
            attribute(d, "a" + d.attributeCount(), "");
          }
        }));
  }

  static Stream<Arguments> singleFaults() {
    return faults().stream().map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource
  void singleFaults(Fault fault) {
    EventDraft draft = good();
    fault.change().accept(draft);

    assertThat(rules.check(draft, ARRIVAL)).isEqualTo(new Refusal(fault.code(), fault.message()));
  }

  @Test
  void ofTwoFaultsTheFirstIsReported() {
    List<Fault> faults = faults();
    for (int i = 0; i < faults.size(); i++) {
      for (int k = i + 1; k < faults.size(); k++) {
        EventDraft draft = good();
        faults.get(i).change().accept(draft);
        faults.get(k).change().accept(draft);

        assertThat(rules.check(draft, ARRIVAL))
            .as("%s and %s", faults.get(i).code(), faults.get(k).code())
            .extracting(Refusal::code)
            .isEqualTo(faults.get(i).code());
      }
    }
  }

  @Test
  void timesAtTheEdges() {
    EventRules anyTime =
        new EventRules(new EventLimits(1 << 20, 1, 1, 10, 1, Long.MAX_VALUE / 2, 0));
    long first = Calendar.millis(Calendar.MINUTE_MIN);
    long end = Calendar.millis(Calendar.MINUTE_END);

    assertThat(codeAt(anyTime, first)).isNull();
    assertThat(codeAt(anyTime, end - 1)).isNull();
    assertThat(codeAt(anyTime, first - 1)).isEqualTo(ErrorCode.INVALID_TIME);
    assertThat(codeAt(anyTime, end)).isEqualTo(ErrorCode.INVALID_TIME);
    assertThat(codeAt(anyTime, Long.MIN_VALUE)).isEqualTo(ErrorCode.INVALID_TIME);
    assertThat(codeAt(anyTime, Long.MAX_VALUE)).isEqualTo(ErrorCode.INVALID_TIME);

    assertThat(codeAt(rules, ARRIVAL + 60_000)).isNull();
    assertThat(codeAt(rules, ARRIVAL + 60_001)).isEqualTo(ErrorCode.TIME_IN_FUTURE);
    assertThat(codeAt(rules, ARRIVAL - 3_600_000)).isNull();
    assertThat(codeAt(rules, ARRIVAL - 3_600_001)).isEqualTo(ErrorCode.TIME_TOO_OLD);
    assertThat(codeAt(rules, Long.MIN_VALUE)).isEqualTo(ErrorCode.INVALID_TIME);
  }

  @Test
  void theNameOfTheSubjectIsNoAttribute() {
    EventDraft draft = good();
    attribute(draft, "subject", "B");

    assertThat(rules.check(draft, ARRIVAL))
        .extracting(Refusal::message)
        .isEqualTo("attribute name: subject (expected: another name, this one stands for the "
            + "subject of the event)");
  }

  @Test
  void whatMayBeMissing() {
    EventDraft draft = new EventDraft();
    draft.type().set("view");
    draft.subject().set("A");
    attribute(draft, "country", "");

    assertThat(rules.check(draft, ARRIVAL)).isNull();
  }

  /** The quick walk over good events and the thorough one over bad events never disagree. */
  @Property
  void refusesExactlyWhatTheRulesName(@ForAll("texts") List<byte[]> texts) {
    EventDraft draft = new EventDraft();
    draft.timeMillis(ARRIVAL);
    set(draft.source(), texts.get(0));
    set(draft.id(), texts.get(1));
    set(draft.type(), texts.get(2));
    set(draft.subject(), texts.get(3));
    List<String> names = new ArrayList<>();
    for (int i = 4; i + 1 < texts.size(); i += 2) {
      int index = draft.addAttribute();
      set(draft.attributeName(index), texts.get(i));
      set(draft.attributeValue(index), texts.get(i + 1));
      names.add(draft.attributeName(index).toString());
    }
    boolean bad = texts.stream().anyMatch(t -> t.length > 10 || !isText(t))
        || texts.get(2).length == 0
        || texts.get(3).length == 0
        || names.contains("")
        || names.contains("subject")
        || names.size() > 3
        || names.stream().distinct().count() < names.size();

    Refusal refusal = rules.check(draft, ARRIVAL);

    assertThat(refusal != null).as("%s", refusal).isEqualTo(bad);
    if (refusal != null && refusal.code() == ErrorCode.TOO_MANY_ATTRIBUTES) {
      assertThat(names.size()).isGreaterThan(3);
    }
  }

  @Provide
  Arbitrary<List<byte[]>> texts() {
    Arbitrary<byte[]> good = Arbitraries.of("a", "b", "c", "country", "日本", "0123456789", "ä b")
        .map(s -> s.getBytes(StandardCharsets.UTF_8));
    Arbitrary<byte[]> odd = Arbitraries.of("", "subject", "a\tb", "01234567890", "\u007f")
        .map(s -> s.getBytes(StandardCharsets.UTF_8));
    Arbitrary<byte[]> broken =
        Arbitraries.of("é", "abcdefghé").map(s -> s.getBytes(StandardCharsets.ISO_8859_1));
    return Arbitraries.frequencyOf(Tuple.of(20, good), Tuple.of(2, odd), Tuple.of(1, broken))
        .list()
        .ofMinSize(4)
        .ofMaxSize(13)
        .map(texts -> texts.subList(0, texts.size() & ~1));
  }

  private static boolean isText(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.chars().noneMatch(c -> c == 0xfffd || c < ' ' || c == 0x7f);
  }

  private static @Nullable ErrorCode codeAt(EventRules rules, long timeMillis) {
    EventDraft draft = good();
    draft.timeMillis(timeMillis);
    Refusal refusal = rules.check(draft, ARRIVAL);
    return refusal == null ? null : refusal.code();
  }

  private static EventDraft good() {
    EventDraft draft = new EventDraft();
    draft.source().set("default");
    draft.id().set("1");
    draft.type().set("view");
    draft.subject().set("A");
    draft.timeMillis(ARRIVAL);
    return draft;
  }

  private static TextSlice attribute(EventDraft draft, String name, String value) {
    int index = draft.addAttribute();
    draft.attributeName(index).set(name);
    draft.attributeValue(index).set(value);
    return draft.attributeValue(index);
  }

  private static void latin1(TextSlice slice, String text) {
    set(slice, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void set(TextSlice slice, byte[] bytes) {
    slice.set(bytes, 0, bytes.length);
  }
}
