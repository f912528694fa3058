package io.tallystick.protocol.event;

import static io.tallystick.protocol.event.EventForm.CLOUD_EVENT_BINARY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.Refusal;
import io.tallystick.protocol.event.Decoding.Decoded;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: the binary mode of the CloudEvents HTTP binding is read: attributes from headers, value and
 * attributes from a body that is JSON.
 */
class CloudEventHeadersTest {

  private final Map<String, String> headers = new LinkedHashMap<>(Map.of(
      "ce-specversion", "1.0",
      "ce-id", "e-1",
      "ce-source", "/web",
      "ce-type", "view",
      "ce-subject", "A",
      "host", "localhost"));

  private Decoding decode(String body) {
    return Decoding.of(
        new EventDecoder(EventLimits.DEFAULT),
        CLOUD_EVENT_BINARY,
        body.getBytes(UTF_8),
        RequestHeaders.of(headers));
  }

  @Test
  void readsHeadersAndBody() {
    headers.put("ce-time", "2026-11-22T10:15:30Z");
    headers.put("ce-country", "DE");
    headers.put("content-type", "application/json; charset=utf-8");
    assertThat(decode(" {\"value\":2.5,\"attributes\":{\"device\":\"phone\"},\"x\":1} ")
            .only())
        .isEqualTo(new Decoded(
            "/web",
            "e-1",
            "view",
            "A",
            Instant.parse("2026-11-22T10:15:30Z").toEpochMilli(),
            "2.5",
            Map.of("country", "DE", "device", "phone")));
  }

  @ParameterizedTest
  @CsvSource({
    "Z%C3%BCrich, Zürich",
    "a%20b%25, a b%",
    "%F0%9F%98%80, 😀",
    "%22quoted%22, '\"quoted\"'",
    "'\"a \\\"b\\\" c\"', a \"b\" c",
    "'\"100%25\"', 100%",
    "' padded ', padded",
    "a+b, a+b",
  })
  void decodesHeaderValues(String header, String text) {
    headers.put("ce-subject", header);
    assertThat(decode("").only().subject()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "ce-subject, 100%, INVALID_CLOUD_EVENT",
    "ce-subject, %4, INVALID_CLOUD_EVENT",
    "ce-subject, %zz, INVALID_CLOUD_EVENT",
    "ce-subject, Zürich, INVALID_CLOUD_EVENT",
    "ce-subject, %C3, MALFORMED_UTF8",
    "ce-subject, %ED%A0%80, MALFORMED_UTF8",
    "ce-subject, '', MISSING_FIELD",
    "ce-id, '', MISSING_FIELD",
    "ce-source, a b, INVALID_CLOUD_EVENT",
    "ce-specversion, 0.3, INVALID_CLOUD_EVENT",
    "ce-a_b, x, INVALID_CLOUD_EVENT",
    "ce-, x, INVALID_CLOUD_EVENT",
    "ce-data, x, INVALID_CLOUD_EVENT",
    "ce-datacontenttype, application/json, INVALID_CLOUD_EVENT",
    "ce-time, 1795342530123, INVALID_TIME",
    "ce-value, much, INVALID_VALUE",
  })
  void refusesWrongHeaders(String name, String value, ErrorCode code) {
    headers.put(name, value);
    assertThat(decode("").onlyRejected().refusal().code()).isEqualTo(code);
  }

  @Test
  void refusesAMissingSubject() {
    headers.remove("ce-subject");
    assertThat(decode("").onlyRejected())
        .isEqualTo(new RejectedEvent(
            0,
            "e-1",
            new Refusal(
                ErrorCode.MISSING_FIELD, "subject: missing (expected: a text that is not empty)")));
  }

  @Test
  void refusesAHeaderThatWasSentTwice() {
    headers.put("CE-ID", "e-2");
    assertThat(decode("").faults()).containsExactly("0 duplicate-field");
  }

  @Test
  void takesTheValueFromAHeaderToo() {
    headers.put("ce-value", "7.5");
    assertThat(decode("").only().value()).isEqualTo("7.5");
    headers.put("content-type", "application/json");
    assertThat(decode("{\"value\":8}").only().value()).isEqualTo("8");
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, '', 1, ",
    "application/json, '[1]', 1, ",
    "application/json, '{\"value\":3', , 0 malformed-json",
    "application/json, ' ', , 0 malformed-json",
    "text/plain, '{\"value\":3', 1, ",
    ", '{\"value\":3}', 1, ",
    "a/b+json, '{\"value\":3}', 3, ",
    "application/json, '{\"value\":[]}', , 0 wrong-type",
  })
  void readsTheBodyOnlyIfItIsJson(String contentType, String body, String value, String fault) {
    if (contentType != null) {
      headers.put("content-type", contentType);
    }
    Decoding decoding = decode(body);
    if (fault == null) {
      assertThat(decoding.only().value()).isEqualTo(value);
    } else {
      assertThat(decoding.faults()).containsExactly(fault);
    }
  }

  @Test
  void boundsTheSizeOfTheBody() {
    assertThat(decode("x".repeat(64 << 10)).events()).hasSize(1);
    assertThat(decode("x".repeat((64 << 10) + 1)).faults()).containsExactly("0 event-too-large");
  }
}
