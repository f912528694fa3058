package io.tallystick.protocol.event;

import static io.tallystick.protocol.event.EventForm.JSON;
import static io.tallystick.protocol.event.EventForm.NDJSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.RefusedException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a body of JSON is taken apart so that every element has one outcome, at its index, and a
 * broken element spoils no other as long as its end can be told. In the tables, the events a to d
 * stand for {@code {"id":"a"}} and so on.
 */
class JsonBodyTest {

  private static final EventLimits SMALL = new EventLimits(10_000, 3, 40, 20, 2, 300_000, 0);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[a]                         | a     |",
        "[a,b]                       | a b   |",
        " [ a , b ]                 | a b   |",
        "a                           | a     |",
        // a broken element, in the middle of good ones
        "[a,{\"id\":tru},c]          | a c   | 1 malformed-json",
        "[a,{\"id\"},c]              | a c   | 1 malformed-json",
        "[a,{\"id\":\"b\",},c]       | a c   | 1 malformed-json",
        "[a,{\"id\":\"\\x\"},c]      | a c   | 1 malformed-json",
        "[a,{\"id\":[1},c]           | a c   | 1 malformed-json",
        "[a,{\"id\":{]},\"x\":1},c]  | a     | 1 malformed-json,2 malformed-json",
        "[a,{\"id\":\"b\"}},c]       | a b c | 2 malformed-json",
        "[a,}{,c]                    | a     | 1 malformed-json,2 malformed-json",
        "[a,\"b\",c]                 | a c   | 1 wrong-type",
        "[a,5,null,[b],c]            | a c   | 1 wrong-type,2 wrong-type,3 wrong-type",
        "[a,nul,\"x,c]               | a     | 1 malformed-json,2 wrong-type,3 malformed-json",
        "[a,{\"id\":[\"]\"]},c]      | a c   | 1 wrong-type",
        // commas
        "[a,,c]                      | a c   | 1 malformed-json",
        "[,a]                        | a     | 0 malformed-json",
        "[a,]                        | a     | 1 malformed-json",
        "[a b,c]                     | a c   | 1 malformed-json",
        "[a x b,c]                   | a c   | 1 malformed-json,2 malformed-json",
        "[a:b,c]                     | a c   | 1 malformed-json,2 malformed-json",
        // the end
        "[                           |       | 0 malformed-json",
        "[a                          | a     | 1 malformed-json",
        "[a,                         | a     | 1 malformed-json",
        "[a,{\"id\":\"b\"            | a     | 1 malformed-json",
        "[a,{\"id\":\"b              | a     | 1 malformed-json",
        "[a,{\"id\":\"b],c           | a     | 1 malformed-json",
        "[a]]                        | a     | 1 malformed-json",
        "[a]b                        | a     | 1 malformed-json",
        "[] a                        |       | 0 malformed-json",
        "a,b                         | a     | 1 malformed-json",
        "a b                         | a     | 1 malformed-json",
        "a}                          | a     | 1 malformed-json",
        "{\"id\":\"a\"               |       | 0 malformed-json",
        "]                           |       | 0 malformed-json",
        "\"a\"                       |       | 0 wrong-type",
      })
  void arraysAndObjects(String body, String ids, String faults) {
    check(JSON, body, ids, faults);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a                           | a     |",
        "a;b;                        | a b   |",
        "a;;^; ;b                    | a b   |",
        "a^;b^;                      | a b   |",
        " a ; b                      | a b   |",
        "a;{\"id\":tru};c            | a c   | 1 malformed-json",
        "a;{\"id\":\"b;c             | a c   | 1 malformed-json",
        "a;{;c                       | a c   | 1 malformed-json",
        "a;};c                       | a c   | 1 malformed-json",
        "a;[b];c                     | a c   | 1 wrong-type",
        "a;b b;c                     | a c   | 1 malformed-json",
        "a;b,;c                      | a c   | 1 malformed-json",
        "a;{\"id\":;\"b\"};c         | a c   | 1 malformed-json,2 malformed-json",
        "a;nonsense;c                | a c   | 1 malformed-json",
        "a;{\"id\":\"b\"             | a     | 1 malformed-json",
      })
  void lines(String body, String ids, String faults) {
    check(NDJSON, body.replace(';', '\n').replace('^', '\r'), ids, faults);
  }

  private static void check(EventForm form, String body, String ids, String faults) {
    String json = body.replaceAll("(?<![\"\\w\\\\])([abc])(?![\"\\w])", "{\"id\":\"$1\"}");
    Decoding decoding = Decoding.of(form, json);
    assertThat(decoding.ids()).as(json).isEqualTo(words(ids, " "));
    assertThat(decoding.faults()).as(json).isEqualTo(words(faults, ","));
  }

  private static List<String> words(String text, String separator) {
    return text == null ? List.of() : List.of(text.split(separator));
  }

  @Test
  void saysWhatWasNotRead() {
    assertThat(Decoding.of(JSON, "[{\"id\":\"a\"},{\"id\":\"b,{}]").rejected())
        .containsExactly(new RejectedEvent(
            1,
            null,
            new Refusal(
                ErrorCode.MALFORMED_JSON,
                "body: {\"id\":\"b,{}] (expected: JSON; this event has no end, the rest of the"
                    + " body was not read)")));
    assertThat(Decoding.of(JSON, "{\"id\":\"a\"} and more").rejected())
        .containsExactly(new RejectedEvent(
            1,
            null,
            new Refusal(
                ErrorCode.MALFORMED_JSON, "body: and more (expected: the end of the body)")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \r\n\t ", "[]", " [ ] ", "\ufeff"})
  void refusesABodyWithoutEvents(String body) {
    assertThatThrownBy(() -> Decoding.of(JSON, body))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal())
                .isEqualTo(new Refusal(
                    ErrorCode.EMPTY_BATCH,
                    "events: none (expected: at least one event in the body)")));
  }

  @ParameterizedTest
  @EnumSource(
      value = EventForm.class,
      names = {"JSON", "NDJSON"})
  void refusesTooManyEventsAsAWhole(EventForm form) {
    String four = String.join("\n", Collections.nCopies(4, "{\"id\":\"a\"}"));
    String body = form == JSON ? "[" + four.replace("\n", ",") + "]" : four;
    assertThatThrownBy(() -> small(form, body))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal())
                .isEqualTo(new Refusal(
                    ErrorCode.BATCH_TOO_LARGE,
                    "events: more than 3 (expected: at most 3 in one request)")));
    assertThat(small(NDJSON, four.substring(11)).ids()).hasSize(3);
  }

  @Test
  void refusesOnlyTheEventThatIsTooLarge() {
    String large = "{\"id\":\"" + "x".repeat(32) + "\"}";
    String escaped = "{\"id\":\"\\u0041" + "x".repeat(26) + "\"}";
    for (String event : List.of(large, escaped)) {
      assertThat(event.length()).isEqualTo(41);
      for (String body : List.of("[{},%s,{}]", "{}\n%s\n{}")) {
        Decoding decoding = small(body.startsWith("[") ? JSON : NDJSON, body.replace("%s", event));
        assertThat(decoding.events()).hasSize(2);
        assertThat(decoding.rejected())
            .containsExactly(new RejectedEvent(
                1,
                null,
                new Refusal(
                    ErrorCode.EVENT_TOO_LARGE, "event: 41 bytes (expected: at most 40 bytes)")));
      }
    }
  }

  private static Decoding small(EventForm form, String body) {
    EventDecoder decoder = new EventDecoder(SMALL);
    return Decoding.of(decoder, form, body.getBytes(UTF_8), RequestHeaders.NONE);
  }

  @Test
  void boundsTheDepthOfAnEvent() {
    String deepest = "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"s\",\"type\":\"t\","
        + "\"subject\":\"s\",\"data\":" + "[".repeat(31) + "]".repeat(31) + "}";
    assertThat(Decoding.of(JSON, deepest).only().id()).isEqualTo("a");
    RejectedEvent deeper = Decoding.of(JSON, deepest.replace("[]", "[[]]")).onlyRejected();
    assertThat(deeper.refusal())
        .isEqualTo(new Refusal(
            ErrorCode.MALFORMED_JSON,
            "event: nested more deeply (expected: at most 32 levels of objects and arrays)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
  void survivesAnyDepth(String opening) {
    Decoding open = Decoding.of(JSON, "[{}," + opening.repeat(100_000));
    assertThat(open.faults()).containsExactly("1 malformed-json");
    assertThat(open.events()).hasSize(1);
    EventLimits large = new EventLimits(1 << 24, 10, 1 << 23, 1024, 32, 300_000, 0);
    String closing = new StringBuilder(opening)
        .reverse()
        .toString()
        .replaceAll("[\":a]", "")
        .replace('[', ']')
        .replace('{', '}');
    byte[] closed =
        ("[{}," + opening.repeat(100_000) + closing.repeat(100_000) + ",{}]").getBytes(UTF_8);
    Decoding decoding = Decoding.of(new EventDecoder(large), JSON, closed, RequestHeaders.NONE);
    assertThat(decoding.faults()).containsExactly("1 malformed-json");
    assertThat(decoding.events()).hasSize(2);
  }

  @Property(tries = 3000)
  void aBrokenElementSpoilsNoOther(@ForAll long seed) {
    RandomBodies bodies = new RandomBodies(seed);
    byte[] broken = bodies.jsonEvent(true).getBytes(UTF_8);
    Random random = bodies.random();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = 1 + random.nextInt(broken.length - 2);
      if ("{}[]\"\\".indexOf(broken[at]) < 0) {
        byte written = (byte) random.nextInt(256);
        broken[at] = "{}[]\"\\\n".indexOf(written) < 0 ? written : (byte) 'x';
      }
    }
    for (EventForm form : List.of(JSON, NDJSON)) {
      String before = form == JSON ? "[{\"id\":\"a\"}," : "{\"id\":\"a\"}\n";
      String after = form == JSON ? ",{\"id\":\"c\"}]" : "\n{\"id\":\"c\"}";
      byte[] body = new byte[before.length() + broken.length + after.length()];
      System.arraycopy(before.getBytes(UTF_8), 0, body, 0, before.length());
      System.arraycopy(broken, 0, body, before.length(), broken.length);
      System.arraycopy(
          after.getBytes(UTF_8), 0, body, before.length() + broken.length, after.length());
      Decoding decoding = Decoding.of(form, body);
      assertThat(decoding.ids()).startsWith("a").endsWith("c");
      assertThat(decoding.events().size() + decoding.rejected().size()).isEqualTo(3);
    }
  }
}
