package io.tallystick.core.event;

import java.util.Locale;

/**
 * Every way in which a request or an event can be refused. The set is closed and its texts are a
 * promise: clients switch on {@link #code()}.
 *
 * <p>In order of precedence: what is listed first is reported first.
 */
public enum ErrorCode {
  /** The request is not valid HTTP, or goes beyond a limit of HTTP itself. */
  MALFORMED_REQUEST(400),
  /** The request had not arrived completely when its time was over. */
  REQUEST_TIMEOUT(408),
  /** The content type is none that we read. */
  UNSUPPORTED_MEDIA_TYPE(415),
  /** The content encoding is none that we read. */
  UNSUPPORTED_ENCODING(415),
  /** The compressed body is broken or ends early. */
  MALFORMED_COMPRESSION(400),
  /** The body, compressed or not, is larger than the limit. */
  BODY_TOO_LARGE(413),
  /** More events in one request than the limit. */
  BATCH_TOO_LARGE(413),
  /** The body holds no event at all. */
  EMPTY_BATCH(400),
  /** The text is not JSON. */
  MALFORMED_JSON(400),
  /** The bytes are not the published Protobuf message. */
  MALFORMED_PROTOBUF(400),
  /** The bytes of a text are not UTF-8. */
  MALFORMED_UTF8(400),
  /** One event is larger than the limit. */
  EVENT_TOO_LARGE(413),
  /** A member that an event does not have. */
  UNKNOWN_FIELD(400),
  /** The same member twice in one event. */
  DUPLICATE_FIELD(400),
  /** A member of the wrong JSON type. */
  WRONG_TYPE(400),
  /** The specversion is not 1.0, or a CloudEvents rule is broken. */
  INVALID_CLOUD_EVENT(400),
  /** A text that must be there is missing or empty. */
  MISSING_FIELD(400),
  /** A text is longer than the limit. */
  TEXT_TOO_LONG(400),
  /** A text has characters that it must not have, such as control characters. */
  INVALID_TEXT(400),
  /** The source is reserved for the node itself. */
  RESERVED_SOURCE(400),
  /** The type is reserved for the node itself. */
  RESERVED_TYPE(400),
  /** The time is not RFC 3339 and not epoch milliseconds, or lies outside of the calendar. */
  INVALID_TIME(400),
  /** The time is further ahead than the limit. */
  TIME_IN_FUTURE(400),
  /** The time is further back than the configured limit. */
  TIME_TOO_OLD(400),
  /** The value is not a decimal number. */
  INVALID_VALUE(400),
  /** The value has more digits than are counted exactly. */
  VALUE_OUT_OF_RANGE(400),
  /** More attributes than the limit. */
  TOO_MANY_ATTRIBUTES(400),

  /** A query parameter that the call does not have. */
  UNKNOWN_PARAMETER(400),
  /** A query parameter that must be there is missing. */
  MISSING_PARAMETER(400),
  /** A query parameter that does not parse. */
  INVALID_PARAMETER(400),
  /** The dimension, or the combination, is not declared. */
  UNDECLARED_DIMENSION(400),
  /** The range is empty or its end lies before its start. */
  INVALID_RANGE(400),
  /** The answer would have more points or results than the limit. */
  ANSWER_TOO_LARGE(400),
  /** A recount is running; there is one at a time. */
  RECOUNT_RUNNING(409),

  /** No such resource. */
  NOT_FOUND(404),
  /** The resource has no such method. */
  METHOD_NOT_ALLOWED(405),
  /** Nodes of another role answer this. */
  OTHER_ROLE(421),
  /** A write of the node failed; try again after the given time. */
  STORAGE_FAILED(503),
  /** The disk of the node is nearly full; try again after the given time. */
  DISK_NEARLY_FULL(503),
  /** Too many events wait to be counted; try again after the given time. */
  LAG_TOO_LONG(429),
  /** The memory of the node is nearly full; try again after the given time. */
  MEMORY_SHORT(429),
  /** Too many dead letters wait to be replayed or discarded; somebody has to. */
  DEAD_LETTERS_FULL(503),
  /** Too much is in flight; try again after the given time. */
  OVERLOADED(429),
  /** The node is starting, stopping or has failed; try again after the given time. */
  UNAVAILABLE(503),
  /** A defect of ours. */
  INTERNAL(500);

  private final int httpStatus;
  private final String code;

  ErrorCode(int httpStatus) {
    this.httpStatus = httpStatus;
    this.code = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The stable text of this code, such as {@code value-out-of-range}. */
  public String code() {
    return code;
  }

  /** The HTTP status that carries it. */
  public int httpStatus() {
    return httpStatus;
  }

  /** Whether the same request can succeed later. */
  public boolean retryable() {
    return passes() || this == REQUEST_TIMEOUT || this == INTERNAL;
  }

  /** Whether the node says when to try again, since what is wrong passes by itself. */
  public boolean passes() {
    return httpStatus == 429 || httpStatus == 503;
  }
}
