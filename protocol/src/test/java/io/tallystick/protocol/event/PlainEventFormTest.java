package io.tallystick.protocol.event;

import static io.tallystick.core.event.ErrorCode.DUPLICATE_FIELD;
import static io.tallystick.core.event.ErrorCode.INVALID_TEXT;
import static io.tallystick.core.event.ErrorCode.INVALID_TIME;
import static io.tallystick.core.event.ErrorCode.INVALID_VALUE;
import static io.tallystick.core.event.ErrorCode.MALFORMED_JSON;
import static io.tallystick.core.event.ErrorCode.MALFORMED_UTF8;
import static io.tallystick.core.event.ErrorCode.MISSING_FIELD;
import static io.tallystick.core.event.ErrorCode.TOO_MANY_ATTRIBUTES;
import static io.tallystick.core.event.ErrorCode.UNKNOWN_FIELD;
import static io.tallystick.core.event.ErrorCode.VALUE_OUT_OF_RANGE;
import static io.tallystick.core.event.ErrorCode.WRONG_TYPE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Refusal;
import io.tallystick.protocol.event.Decoding.Decoded;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: a plain JSON event is read as documented, and a fault in it is named precisely. */
class PlainEventFormTest {

  private static Decoding decode(String body) {
    return Decoding.of(EventForm.JSON, body);
  }

  @Test
  void readsEveryMember() {
    Decoded event = decode("""
        {"source":"web","id":"e-1","type":"view","subject":"A","time":"2026-11-22T10:15:30Z",
         "value":12.50,"attributes":{"country":"DE","device":"phone"}}
        """).only();
    assertThat(event)
        .isEqualTo(new Decoded(
            "web",
            "e-1",
            "view",
            "A",
            Instant.parse("2026-11-22T10:15:30Z").toEpochMilli(),
            "12.5",
            Map.of("country", "DE", "device", "phone")));
  }

  @Test
  void whatIsMissingIsLeftToTheConsumer() {
    Decoded nothing = new Decoded("", "", "", "", null, "1", Map.of());
    assertThat(decode("{}").only()).isEqualTo(nothing);
    assertThat(decode("""
        {"source":null,"id":null,"type":null,"subject":null,"time":null,"value":null,
         "attributes":null}""").only()).isEqualTo(nothing);
  }

  @Test
  void readsEscapesAndAllOfUnicode() {
    Decoded event = decode("""
        {"id":"\\u00e9\\ud83d\\ude00\\"\\\\\\/\\n","type":"é😀","\\u0073ubject":"S"}""").only();
    assertThat(event.id()).isEqualTo("é😀\"\\/\n");
    assertThat(event.type()).isEqualTo("é😀");
    assertThat(event.subject()).isEqualTo("S");
  }

  @Test
  void scalarsOfAttributesAreText() {
    assertThat(decode("""
        {"attributes":{"a":1.50,"b":true,"c":"x","d":1e400}}""").only().attributes())
        .isEqualTo(Map.of("a", "1.50", "b", "true", "c", "x", "d", "1e400"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "1795342530123, 1795342530123",
        "-1, -1",
        "`\"1970-01-01T00:00:01.5Z\"`, 1500",
      })
  void readsTimes(String json, long millis) {
    assertThat(decode("{\"time\":" + json + "}").only().timeMillis()).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "7, 7",
        "-0.25, -0.25",
        "1e3, 1000",
        "1E-2, 0.01",
        "0.000000001, 0.000000001",
        "`\"12.5\"`, 12.5",
        "999999999999999999, 999999999999999999",
      })
  void readsValues(String json, String value) {
    assertThat(decode("{\"value\":" + json + "}").only().value()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"value\":1e40} | VALUE_OUT_OF_RANGE | value: 1e40 (expected: at most 18 significant"
            + " digits, at most 9 after the point)",
        "{\"value\":\"many\"} | INVALID_VALUE | value: many (expected: a decimal number such as"
            + " 12.5, -3 or 1e3)",
        "{\"value\":true} | WRONG_TYPE | value: true (expected: a number, or a string that is one)",
        "{\"time\":\"today\"} | INVALID_TIME | time: today (expected: RFC 3339 such as"
            + " \"2026-11-22T10:15:30Z\", or whole epoch milliseconds as a number)",
        "{\"type\":5} | WRONG_TYPE | type: 5 (expected: a string)",
        "{\"type\":{\"a\":[1]}} | WRONG_TYPE | type: an object (expected: a string)",
        "{\"attributes\":[]} | WRONG_TYPE | attributes: an array (expected: an object)",
        "{\"attributes\":{\"a\":null}} | WRONG_TYPE | attributes.a: null (expected: a string, a"
            + " number or a boolean)",
        "{\"id\":\"\"} | MISSING_FIELD | id: empty (expected: a text that is not empty)",
        "{\"subjct\":\"A\"} | UNKNOWN_FIELD | member: subjct (expected: one of source, id, type,"
            + " subject, time, value, attributes; did you mean subject?)",
        "{\"timestamp\":1} | UNKNOWN_FIELD | member: timestamp (expected: one of source, id, type,"
            + " subject, time, value, attributes; did you mean time?)",
        "{\"x\":1} | UNKNOWN_FIELD | member: x (expected: one of source, id, type, subject, time,"
            + " value, attributes)",
        "{\"id\":\"a\",\"id\":\"a\"} | DUPLICATE_FIELD | member: id (expected: each member once)",
        "{\"attributes\":{\"a\":\"1\",\"\\u0061\":\"1\"}} | DUPLICATE_FIELD | attribute: a"
            + " (expected: each attribute once)",
        "{\"id\":tru} | MALFORMED_JSON | event: {\"id\":tru} (expected: JSON; it breaks at byte 6)",
        "{\"id\":\"\\ud83d\"} | INVALID_TEXT | id: half of a surrogate pair (expected: characters"
            + " of Unicode)",
        "5 | WRONG_TYPE | event: 5 (expected: an object)",
        "nonsense | MALFORMED_JSON | event: nonsense (expected: JSON; it breaks at byte 0)",
      })
  void namesTheFault(String body, ErrorCode code, String message) {
    RejectedEvent rejected = decode(body).onlyRejected();
    assertThat(rejected.refusal()).isEqualTo(new Refusal(code, message));
    assertThat(rejected.index()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "1.5, INVALID_TIME",
    "1e12, INVALID_TIME",
    "true, WRONG_TYPE",
    "[1], WRONG_TYPE",
  })
  void refusesOtherTimes(String json, ErrorCode code) {
    assertThat(decode("{\"time\":" + json + "}").onlyRejected().refusal().code())
        .isEqualTo(code);
  }

  @Test
  void reportsTheFaultWhoseCodeStandsFirst() {
    String faults = "\"value\":\"x\",\"time\":\"x\",\"type\":1,\"type\":1,\"other\":1";
    assertThat(decode("{" + faults + "}").faults()).containsExactly("0 unknown-field");
    assertThat(decode("{" + faults.replace("other", "id") + "}").faults())
        .containsExactly("0 duplicate-field");
    assertThat(decode("{" + faults + ",}").faults()).containsExactly("0 malformed-json");
    assertThat(new ErrorCode[] {
          MALFORMED_JSON,
          MALFORMED_UTF8,
          UNKNOWN_FIELD,
          DUPLICATE_FIELD,
          WRONG_TYPE,
          MISSING_FIELD,
          INVALID_TEXT,
          INVALID_TIME,
          INVALID_VALUE,
          VALUE_OUT_OF_RANGE,
          TOO_MANY_ATTRIBUTES
        })
        .isSorted();
  }

  @Test
  void namesTheIdOfWhatItRejects() {
    assertThat(decode("{\"value\":\"x\",\"id\":\"e-7\"}").onlyRejected().id()).isEqualTo("e-7");
    assertThat(decode("{\"value\":\"x\"}").onlyRejected().id()).isNull();
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    byte[] latin = "{\"id\":\"\u00e9\"}".getBytes(ISO_8859_1);
    assertThat(Decoding.of(EventForm.JSON, latin).faults()).containsExactly("0 malformed-utf8");
    byte[] utf16 = "{\"id\":\"a\"}".getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
    assertThat(Decoding.of(EventForm.JSON, utf16).faults())
        .containsExactly("0 malformed-json", "1 malformed-json");
  }

  @Test
  void boundsTheNumberOfAttributes() {
    String most = IntStream.range(0, 32)
        .mapToObj(i -> "\"a" + i + "\":\"x\"")
        .collect(Collectors.joining(","));
    assertThat(decode("{\"attributes\":{" + most + "}}").only().attributes()).hasSize(32);
    Refusal refusal =
        decode("{\"attributes\":{" + most + ",\"b\":\"x\"}}").onlyRejected().refusal();
    assertThat(refusal)
        .isEqualTo(
            new Refusal(TOO_MANY_ATTRIBUTES, "attributes: more than 32 (expected: at most 32)"));
  }

  @Test
  void readsBehindAByteOrderMark() {
    byte[] body = "\ufeff {\"id\":\"a\"}".getBytes(UTF_8);
    assertThat(Decoding.of(EventForm.JSON, body).only().id()).isEqualTo("a");
  }
}
