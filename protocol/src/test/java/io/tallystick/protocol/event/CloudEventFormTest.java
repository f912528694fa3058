package io.tallystick.protocol.event;

import static io.tallystick.protocol.event.EventForm.CLOUD_EVENT;
import static io.tallystick.protocol.event.EventForm.CLOUD_EVENT_BATCH;
import static io.tallystick.protocol.event.EventForm.JSON;
import static io.tallystick.protocol.event.EventForm.NDJSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Refusal;
import io.tallystick.protocol.event.Decoding.Decoded;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a CloudEvent 1.0 in the JSON format is read when it is valid, in the forms that hold one,
 * and refused with the rule that it breaks. In the tables, a dot stands for the members that every
 * CloudEvent must have.
 */
class CloudEventFormTest {

  private static final String REQUIRED = "\"specversion\":\"1.0\",\"id\":\"e-1\","
      + "\"source\":\"/web\",\"type\":\"view\",\"subject\":\"A\"";

  private static String event(String members) {
    return "{" + members.replaceFirst("\\.", REQUIRED) + "}";
  }

  private static Decoding decode(String members) {
    return Decoding.of(CLOUD_EVENT, event(members));
  }

  @Test
  void readsEveryMember() {
    String event = event("""
        ., "time":"2026-11-22T10:15:30Z", "datacontenttype":"application/json",
        "country":"DE", "paid":true, "level":-7,
        "data":{"value":12.50,"attributes":{"device":"phone","n":5},"more":[{"a":null}]}""");
    Decoded expected = new Decoded(
        "/web",
        "e-1",
        "view",
        "A",
        Instant.parse("2026-11-22T10:15:30Z").toEpochMilli(),
        "12.5",
        Map.of("country", "DE", "paid", "true", "level", "-7", "device", "phone", "n", "5"));
    assertThat(Decoding.of(CLOUD_EVENT, event).only()).isEqualTo(expected);
    assertThat(Decoding.of(JSON, event).only()).isEqualTo(expected);
    assertThat(Decoding.of(NDJSON, event.replace("\n", "")).only()).isEqualTo(expected);
    assertThat(Decoding.of(JSON, "[{}," + event + "]").events()).hasSize(2).contains(expected);
    assertThat(Decoding.of(CLOUD_EVENT_BATCH, "[" + event + "," + event + "]").events())
        .isEqualTo(List.of(expected, expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        ".                                                              | 1",
        "., \"data\":{\"value\":7}                                      | 7",
        "., \"data\":{\"value\":\"7.50\"}                               | 7.5",
        "., \"data\":{\"value\":null}                                   | 1",
        "., \"value\":7                                                 | 7",
        "., \"value\":\"7.5\"                                           | 7.5",
        "., \"value\":\"7.5\", \"data\":{\"value\":8}                   | 8",
        "\"data\":{\"value\":8}, \"value\":\"no number\", .             | 8",
        "., \"value\":7, \"data\":{\"other\":8}                         | 7",
        "., \"data\":[{\"value\":8}]                                    | 1",
        "., \"data\":null, \"time\":null, \"dataschema\":null           | 1",
        "., \"data\":\"{\\\"value\\\":8}\"                              | 1",
        "., \"datacontenttype\":\"text/plain\", \"data\":{\"value\":8}  | 1",
        "\"data\":{\"value\":[]}, ., \"datacontenttype\":\"text/plain\" | 1",
        "., \"datacontenttype\":\"a/b+json; x=y\", \"data\":{\"value\":8} | 8",
        // {"value":9}
        "., \"data_base64\":\"eyJ2YWx1ZSI6OX0=\"                        | 1",
        "\"data_base64\":\"eyJ2YWx1ZSI6OX0=\", ., \"datacontenttype\":\"application/json\" | 9",
        "., \"datacontenttype\":\"image/png\", \"data_base64\":\"AAAA\" | 1",
      })
  void findsTheValue(String members, String value) {
    assertThat(decode(members).only().value()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"id\":\"x\",\"source\":\"s\",\"type\":\"t\",\"subject\":\"s\" | INVALID_CLOUD_EVENT |"
            + " specversion: missing (expected: 1.0)",
        ". , \"id\":\"again\" | DUPLICATE_FIELD | member: id (expected: each member once)",
        "., \"UP\":\"x\" | INVALID_CLOUD_EVENT | attribute name: UP (expected: letters a to z and"
            + " digits, and not \"data\")",
        "., \"a_b\":\"x\" | INVALID_CLOUD_EVENT | attribute name: a_b (expected: letters a to z and"
            + " digits, and not \"data\")",
        "., \"\":\"x\" | INVALID_CLOUD_EVENT | attribute name:  (expected: letters a to z and"
            + " digits, and not \"data\")",
        "., \"n\":1.5 | WRONG_TYPE | n: 1.5 (expected: a string, a boolean or an integer of 32"
            + " bits)",
        "., \"n\":3000000000 | WRONG_TYPE | n: 3000000000 (expected: a string, a boolean or an"
            + " integer of 32 bits)",
        "., \"n\":{} | WRONG_TYPE | n: an object (expected: a string, a boolean or an integer of 32"
            + " bits)",
        "., \"time\":1795342530123 | WRONG_TYPE | time: 1795342530123 (expected: a string)",
        "., \"time\":\"now\" | INVALID_TIME | time: now (expected: RFC 3339 such as"
            + " \"2026-11-22T10:15:30Z\", or whole epoch milliseconds as a number)",
        "., \"datacontenttype\":\"json\" | INVALID_CLOUD_EVENT | datacontenttype: json (expected: a"
            + " media type such as application/json)",
        "., \"dataschema\":\"no uri\" | INVALID_CLOUD_EVENT | dataschema: no uri (expected: a"
            + " URI-reference as of RFC 3986)",
        "., \"data\":1, \"data_base64\":\"AAAA\" | INVALID_CLOUD_EVENT | data_base64: besides data"
            + " (expected: one of the two)",
        "., \"data_base64\":\"A?==\" | INVALID_CLOUD_EVENT | data_base64: A?== (expected: Base64 as"
            + " of RFC 4648)",
        "., \"value\":\"x\" | INVALID_VALUE | value: x (expected: a decimal number such as 12.5, -3"
            + " or 1e3)",
        "., \"data\":{\"value\":true} | WRONG_TYPE | data.value: true (expected: a number, or a"
            + " string that is one)",
        "., \"data\":{\"value\":1,\"value\":1} | DUPLICATE_FIELD | member: data.value (expected:"
            + " each member once)",
        "., \"data\":{\"attributes\":5} | WRONG_TYPE | data.attributes: 5 (expected: an object)",
        "., \"a\":\"1\", \"data\":{\"attributes\":{\"a\":\"2\"}} | DUPLICATE_FIELD | attribute: a"
            + " (expected: each attribute once)",
      })
  void namesTheBrokenRule(String members, ErrorCode code, String message) {
    assertThat(decode(members).onlyRejected().refusal()).isEqualTo(new Refusal(code, message));
  }

  @ParameterizedTest
  @CsvSource({
    "specversion, 1.0, 0.3, INVALID_CLOUD_EVENT",
    "specversion, 1.0, '', INVALID_CLOUD_EVENT",
    "id, e-1, '', MISSING_FIELD",
    "source, /web, '', MISSING_FIELD",
    "source, /web, a b, INVALID_CLOUD_EVENT",
    "source, /web, 1:2, INVALID_CLOUD_EVENT",
    "source, /web, %zz, INVALID_CLOUD_EVENT",
    "source, /web, é, INVALID_CLOUD_EVENT",
    "type, view, '', MISSING_FIELD",
    "subject, A, '', MISSING_FIELD",
  })
  void refusesWrongRequiredMembers(String name, String right, String wrong, ErrorCode code) {
    String member = "\"" + name + "\":\"" + right + "\"";
    assertThat(event(".")).contains(member);
    String replaced = event(".").replace(member, "\"" + name + "\":\"" + wrong + "\"");
    assertThat(Decoding.of(CLOUD_EVENT, replaced).onlyRejected().refusal().code())
        .isEqualTo(code);
    String absent = event(".").replace(member, "\"x\":\"y\"");
    assertThat(Decoding.of(CLOUD_EVENT, absent).onlyRejected().refusal().code())
        .isEqualTo(
            name.equals("specversion") ? ErrorCode.INVALID_CLOUD_EVENT : ErrorCode.MISSING_FIELD);
    String number = event(".").replace(member, "\"" + name + "\":1");
    assertThat(Decoding.of(CLOUD_EVENT, number).onlyRejected().refusal().code())
        .isEqualTo(ErrorCode.WRONG_TYPE);
  }

  @Test
  void formsForCloudEventsHoldNothingElse() {
    String plain = "{\"type\":\"view\",\"subject\":\"A\"}";
    assertThat(Decoding.of(CLOUD_EVENT, plain).onlyRejected().refusal())
        .isEqualTo(
            new Refusal(ErrorCode.INVALID_CLOUD_EVENT, "specversion: missing (expected: 1.0)"));
    assertThat(
            Decoding.of(CLOUD_EVENT_BATCH, "[" + plain + "," + event(".") + "]").faults())
        .containsExactly("0 invalid-cloud-event");
    assertThat(Decoding.of(CLOUD_EVENT, "[" + event(".") + "]").onlyRejected().refusal())
        .isEqualTo(new Refusal(ErrorCode.WRONG_TYPE, "body: an array (expected: an object)"));
    assertThat(
            Decoding.of(CLOUD_EVENT_BATCH, event(".")).onlyRejected().refusal().code())
        .isEqualTo(ErrorCode.WRONG_TYPE);
  }
}
