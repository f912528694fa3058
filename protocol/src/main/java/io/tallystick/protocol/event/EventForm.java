package io.tallystick.protocol.event;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The forms in which the events of a request can be written. */
public enum EventForm {
  /** {@code application/json}: one event or an array; plain events, CloudEvents, or both. */
  JSON,
  /** {@code application/x-ndjson}: one JSON event per line, plain or CloudEvent. */
  NDJSON,
  /** {@code application/cloudevents+json}: one CloudEvent. */
  CLOUD_EVENT,
  /** {@code application/cloudevents-batch+json}: an array of CloudEvents. */
  CLOUD_EVENT_BATCH,
  /** {@code ce-} headers: one CloudEvent, of which the body is the data. */
  CLOUD_EVENT_BINARY,
  /** {@code application/x-protobuf}: the message {@code tallystick.v1.EventBatch}. */
  PROTOBUF;

  private static final String EXPECTED = "application/json, application/x-ndjson,"
      + " application/cloudevents+json, application/cloudevents-batch+json,"
      + " application/x-protobuf, or ce- headers";

  private static final String[] CLOUD_EVENT_HEADERS = {
    "ce-specversion", "ce-id", "ce-source", "ce-type"
  };

  /**
   * The form of a request.
   *
   * @param contentType value of the header {@code content-type}
   * @param header the value of a header by its name in lower case, or null
   * @throws RefusedException {@link ErrorCode#UNSUPPORTED_MEDIA_TYPE} when it is none of these
   */
  public static EventForm of(
      @Nullable String contentType, Function<String, @Nullable String> header) {
    String type = contentType == null ? "" : MediaType.essence(contentType);
    if (type.equals("application/cloudevents+json")) {
      return utf8(CLOUD_EVENT, contentType);
    }
    if (type.equals("application/cloudevents-batch+json")) {
      return utf8(CLOUD_EVENT_BATCH, contentType);
    }
    for (String name : CLOUD_EVENT_HEADERS) {
      if (header.apply(name) != null && !type.startsWith("application/cloudevents")) {
        return CLOUD_EVENT_BINARY;
      }
    }
    switch (type) {
      case "application/json":
        return utf8(JSON, contentType);
      case "application/x-ndjson":
        return utf8(NDJSON, contentType);
      case "application/x-protobuf":
        return PROTOBUF;
      default:
        throw unsupported(contentType);
    }
  }

  private static EventForm utf8(EventForm form, @Nullable String contentType) {
    String charset = contentType == null ? null : MediaType.parameter(contentType, "charset");
    if (charset != null && !charset.toLowerCase(Locale.ROOT).equals("utf-8")) {
      throw unsupported(contentType);
    }
    return form;
  }

  private static RefusedException unsupported(@Nullable String contentType) {
    return new RefusedException(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        "content-type",
        contentType == null ? "missing" : contentType,
        EXPECTED + "; text is UTF-8");
  }
}
