package io.tallystick.qa.load;

import io.tallystick.protocol.v1.Event;
import io.tallystick.protocol.v1.EventBatch;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The ways in which a batch of events can be written. */
enum BodyForm {
  JSON("application/json"),
  LINES("application/x-ndjson"),
  CLOUD_EVENTS("application/cloudevents-batch+json"),
  PROTOBUF("application/x-protobuf");

  final String contentType;

  BodyForm(String contentType) {
    this.contentType = contentType;
  }

  byte[] write(List<SentEvent> events) {
    return switch (this) {
      case JSON -> join(events, "[", ",", "]", false);
      case LINES -> join(events, "", "\n", "\n", false);
      case CLOUD_EVENTS -> join(events, "[", ",", "]", true);
      case PROTOBUF -> protobuf(events);
    };
  }

  private static byte[] join(
      List<SentEvent> events, String before, String between, String after, boolean cloud) {
    return events.stream()
        .map(event -> cloud ? cloudEvent(event) : plain(event))
        .collect(Collectors.joining(between, before, after))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String plain(SentEvent event) {
    return "{\"id\":\"" + event.id() + "\",\"source\":\"" + SentEvent.SOURCE + "\",\"type\":\""
        + event.type() + "\",\"subject\":\"" + event.subject() + "\",\"time\":\"" + event.time()
        + "\",\"value\":\"" + event.value().toPlainString() + "\",\"attributes\":{\"country\":\""
        + event.country() + "\"}}";
  }

  private static String cloudEvent(SentEvent event) {
    return "{\"specversion\":\"1.0\",\"id\":\"" + event.id() + "\",\"source\":\"" + SentEvent.SOURCE
        + "\",\"type\":\"" + event.type() + "\",\"subject\":\"" + event.subject()
        + "\",\"time\":\"" + event.time() + "\",\"country\":\"" + event.country()
        + "\",\"data\":{\"value\":\"" + event.value().toPlainString() + "\"}}";
  }

  private static byte[] protobuf(List<SentEvent> events) {
    EventBatch.Builder batch = EventBatch.newBuilder();
    for (SentEvent event : events) {
      BigDecimal value = event.value();
      batch.addEvents(Event.newBuilder()
          .setSource(SentEvent.SOURCE)
          .setId(event.id())
          .setType(event.type())
          .setSubject(event.subject())
          .setTimeMillis(event.time().toEpochMilli())
          .setValueUnscaled(value.unscaledValue().longValueExact())
          .setValueScale(value.scale())
          .putAttributes("country", event.country()));
    }
    return batch.build().toByteArray();
  }
}
