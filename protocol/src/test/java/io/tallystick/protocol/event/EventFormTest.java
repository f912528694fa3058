package io.tallystick.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: the form of a request follows from its headers, and what we do not read is refused. */
class EventFormTest {

  private static EventForm of(String contentType, Map<String, String> headers) {
    return EventForm.of(contentType, headers::get);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, JSON",
    "Application/JSON ; charset=\"UTF-8\", JSON",
    "application/json;a=b;charset=utf-8, JSON",
    "application/x-ndjson, NDJSON",
    "application/cloudevents+json, CLOUD_EVENT",
    "application/cloudevents-batch+json; charset=utf-8, CLOUD_EVENT_BATCH",
    "application/x-protobuf, PROTOBUF",
  })
  void knowsContentTypes(String contentType, EventForm form) {
    assertThat(of(contentType, Map.of())).isEqualTo(form);
  }

  @Test
  void headersOfACloudEventMakeItBinary() {
    Map<String, String> headers = Map.of("ce-specversion", "1.0");
    assertThat(of("application/json", headers)).isEqualTo(EventForm.CLOUD_EVENT_BINARY);
    assertThat(of("text/plain; charset=latin1", headers)).isEqualTo(EventForm.CLOUD_EVENT_BINARY);
    assertThat(EventForm.of(null, headers::get)).isEqualTo(EventForm.CLOUD_EVENT_BINARY);
    assertThat(of("application/json", Map.of("ce-type", "view")))
        .isEqualTo(EventForm.CLOUD_EVENT_BINARY);
    // the content type says more precisely what the body is
    assertThat(of("application/cloudevents+json", headers)).isEqualTo(EventForm.CLOUD_EVENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=iso-8859-1",
        "application/cloudevents+avro",
        "application/cloudevents",
        "application/xml"
      })
  void refusesOthers(String contentType) {
    assertThatThrownBy(() -> of(contentType, Map.of()))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().code()).isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE))
        .hasMessage("content-type: " + contentType
            + " (expected: application/json, application/x-ndjson, application/cloudevents+json,"
            + " application/cloudevents-batch+json, application/x-protobuf, or ce- headers; text"
            + " is UTF-8)");
  }

  @Test
  void refusesNone() {
    assertThatThrownBy(() -> EventForm.of(null, name -> null))
        .hasMessageStartingWith("content-type: missing (expected: ");
  }

  @Test
  void refusesCloudEventsInAFormatThatWeDoNotRead() {
    assertThatThrownBy(() -> of("application/cloudevents+avro", Map.of("ce-specversion", "1.0")))
        .isInstanceOf(RefusedException.class);
  }
}
