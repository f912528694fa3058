package io.tallystick.protocol.problem;

import io.tallystick.core.event.ErrorCode;

/**
 * What each code means to a client, and what the client can do about it.
 *
 * @param meaning one sentence
 * @param remedy one sentence
 */
public record ErrorGuide(String meaning, String remedy) {

  /** The guide to {@code code}. */
  public static ErrorGuide of(ErrorCode code) {
    return switch (code) {
      case MALFORMED_REQUEST,
          REQUEST_TIMEOUT,
          UNSUPPORTED_MEDIA_TYPE,
          UNSUPPORTED_ENCODING,
          MALFORMED_COMPRESSION,
          BODY_TOO_LARGE,
          BATCH_TOO_LARGE,
          EMPTY_BATCH,
          MALFORMED_JSON,
          MALFORMED_PROTOBUF,
          MALFORMED_UTF8 -> ofBody(code);
      case EVENT_TOO_LARGE,
          UNKNOWN_FIELD,
          DUPLICATE_FIELD,
          WRONG_TYPE,
          INVALID_CLOUD_EVENT,
          MISSING_FIELD,
          TEXT_TOO_LONG,
          INVALID_TEXT,
          RESERVED_SOURCE,
          RESERVED_TYPE,
          INVALID_TIME,
          TIME_IN_FUTURE,
          TIME_TOO_OLD,
          INVALID_VALUE,
          VALUE_OUT_OF_RANGE,
          TOO_MANY_ATTRIBUTES -> ofEvent(code);
      case UNKNOWN_PARAMETER,
          MISSING_PARAMETER,
          INVALID_PARAMETER,
          UNDECLARED_DIMENSION,
          INVALID_RANGE,
          ANSWER_TOO_LARGE,
          RECOUNT_RUNNING -> ofQuery(code);
      case NOT_FOUND,
          METHOD_NOT_ALLOWED,
          OTHER_ROLE,
          STORAGE_FAILED,
          DISK_NEARLY_FULL,
          LAG_TOO_LONG,
          MEMORY_SHORT,
          DEAD_LETTERS_FULL,
          OVERLOADED,
          UNAVAILABLE,
          INTERNAL -> ofServer(code);
    };
  }

  private static ErrorGuide ofBody(ErrorCode code) {
    return switch (code) {
      case MALFORMED_REQUEST ->
        guide(
            "The request is not valid HTTP, or its head is larger than the server reads.",
            "Correct the client; the detail names the rule.");
      case REQUEST_TIMEOUT ->
        guide(
            "The request had not arrived completely when its time was over.",
            "Send it again, in smaller batches when the connection is slow.");
      case UNSUPPORTED_MEDIA_TYPE ->
        guide(
            "The content type is none that the server reads.",
            "Send one of the content types that the detail lists.");
      case UNSUPPORTED_ENCODING ->
        guide(
            "The content encoding is none that the server reads.",
            "Send gzip, zstd or identity, one of them only.");
      case MALFORMED_COMPRESSION ->
        guide(
            "The compressed body is broken or ends early.",
            "Compress the whole body again, and send nothing after its end.");
      case BODY_TOO_LARGE ->
        guide(
            "The body is larger than the limit, as it arrived or after inflation.",
            "Send smaller batches; the detail names the limit.");
      case BATCH_TOO_LARGE ->
        guide(
            "There are more events in the request than the limit.",
            "Send smaller batches; the detail names the limit.");
      case EMPTY_BATCH -> guide("The request holds no event at all.", "Send at least one event.");
      case MALFORMED_JSON ->
        guide(
            "The text is not JSON.",
            "Correct the text at the place that the message names. A line of NDJSON is refused"
                + " alone, an array as a whole.");
      case MALFORMED_PROTOBUF ->
        guide(
            "The bytes are not the message tallystick.v1.EventBatch.",
            "Encode with the published events.proto.");
      case MALFORMED_UTF8 ->
        guide("The bytes of a text are not UTF-8.", "Encode all texts as UTF-8.");
      default -> throw new AssertionError(code);
    };
  }

  private static ErrorGuide ofEvent(ErrorCode code) {
    return switch (code) {
      case EVENT_TOO_LARGE ->
        guide("One event is larger than the limit.", "Shorten the event; leave its data out.");
      case UNKNOWN_FIELD ->
        guide(
            "The event has a member that events do not have.",
            "Correct its name, or move it into attributes.");
      case DUPLICATE_FIELD ->
        guide("The event has the same member twice.", "Send each member once.");
      case WRONG_TYPE ->
        guide("A member is of the wrong JSON type.", "Send the type that the message names.");
      case INVALID_CLOUD_EVENT ->
        guide(
            "A rule of CloudEvents 1.0 is broken.",
            "Correct the event; the message names the rule. Without specversion it would be a"
                + " plain event.");
      case MISSING_FIELD ->
        guide(
            "A text that must be there is missing or empty.",
            "Send it: plain events need type and subject, CloudEvents also id and source.");
      case TEXT_TOO_LONG ->
        guide("A text is longer than the limit.", "Shorten the text that the message names.");
      case INVALID_TEXT ->
        guide(
            "A text has characters that it must not have, such as control characters.",
            "Remove them.");
      case RESERVED_SOURCE ->
        guide(
            "The node itself uses this source, to check from outside that it counts.",
            "Send your events under another source.");
      case RESERVED_TYPE ->
        guide(
            "The node itself counts events of this type, to check from outside that it counts.",
            "Send your events under another type.");
      case INVALID_TIME ->
        guide(
            "The time is neither RFC 3339 nor epoch milliseconds, or lies outside of the"
                + " calendar.",
            "Send such as 2026-11-22T10:15:30Z, or milliseconds since 1970-01-01T00:00Z.");
      case TIME_IN_FUTURE ->
        guide(
            "The time is further ahead of the server's clock than the limit.",
            "Set the clock of the sender right, and send the event again.");
      case TIME_TOO_OLD ->
        guide(
            "The time is further back than the node is configured to take.",
            "Raise the configured limit; by default no event is too old.");
      case INVALID_VALUE ->
        guide("The value is not a decimal number.", "Send a number, or a text such as \"12.5\".");
      case VALUE_OUT_OF_RANGE ->
        guide(
            "The value has more digits than are counted exactly.",
            "Send at most 18 significant digits, at most 9 of them after the point.");
      case TOO_MANY_ATTRIBUTES ->
        guide("The event has more attributes than the limit.", "Send those that you count by.");
      default -> throw new AssertionError(code);
    };
  }

  private static ErrorGuide ofQuery(ErrorCode code) {
    return switch (code) {
      case UNKNOWN_PARAMETER ->
        guide(
            "The call has no such query parameter.",
            "Correct its name; a dimension must be declared before it is a parameter.");
      case MISSING_PARAMETER ->
        guide("A query parameter that must be there is missing.", "Send it.");
      case INVALID_PARAMETER ->
        guide("A query parameter does not parse.", "Send a value as the detail describes it.");
      case UNDECLARED_DIMENSION ->
        guide(
            "The dimension, or the combination of dimensions, is not declared.",
            "Ask for a declared one, which /v1/status lists, or declare it in the configuration.");
      case INVALID_RANGE ->
        guide(
            "The range is empty, ends before it starts, or is not in whole minutes.",
            "Send a start that is before the end; the end itself is not included.");
      case ANSWER_TOO_LARGE ->
        guide(
            "The answer would be larger than the limit.",
            "Ask for a shorter range, a coarser granularity or fewer series.");
      case RECOUNT_RUNNING ->
        guide(
            "A recount is running, and there is one at a time.",
            "Watch it at /v1/recounts/latest, and start the next one when it has ended.");
      default -> throw new AssertionError(code);
    };
  }

  private static ErrorGuide ofServer(ErrorCode code) {
    return switch (code) {
      case NOT_FOUND ->
        guide("There is no such path.", "Ask for one of the paths in /openapi.json.");
      case METHOD_NOT_ALLOWED ->
        guide("The path has no such method.", "Use a method that the Allow header lists.");
      case OTHER_ROLE ->
        guide(
            "This node of a cluster has another role: some nodes take events, others answer.",
            "Send the request to a node of the role that the detail names, or to the load balancer"
                + " before them.");
      case STORAGE_FAILED ->
        guide(
            "A write of the node failed, as its disk is full, read-only or gives errors; nothing of"
                + " the request was taken, and the node goes on by itself when the disk does.",
            "Wait as long as Retry-After says, and send the same request again.");
      case DISK_NEARLY_FULL ->
        guide(
            "Less space is left on the disk of the node than it keeps free; nothing of the request"
                + " was taken.",
            "Make space on the disk, or wait until old events have left the log, and send the same"
                + " request again.");
      case LAG_TOO_LONG ->
        guide(
            "More events wait to be counted than the node is configured to let wait; nothing of the"
                + " request was taken.",
            "Wait as long as Retry-After says, and send the same request again, more slowly.");
      case MEMORY_SHORT ->
        guide(
            "The heap of the node is nearly full of what it needs; nothing of the request was"
                + " taken.",
            "Wait as long as Retry-After says, and send the same request again; if it lasts, give"
                + " the node more memory.");
      case DEAD_LETTERS_FULL ->
        guide(
            "More dead letters wait than the node is configured to keep open; nothing of the request"
                + " was taken.",
            "Find out why events become dead letters, and replay or discard those that wait, see"
                + " /v1/dead-letters; then send the same request again.");
      case OVERLOADED ->
        guide(
            "More is in flight than the node has memory for; nothing of the request was taken.",
            "Wait as long as Retry-After says, and send the same request again.");
      case UNAVAILABLE ->
        guide(
            "The node is starting, stopping or has failed, or its log did not answer; the events"
                + " may or may not be stored.",
            "Wait as long as Retry-After says, and send the same request again: with the same"
                + " ids nothing is counted twice.");
      case INTERNAL ->
        guide(
            "A defect of the server; its log has the details.",
            "Send the same request again later, and report the defect.");
      default -> throw new AssertionError(code);
    };
  }

  private static ErrorGuide guide(String meaning, String remedy) {
    return new ErrorGuide(meaning, remedy);
  }
}
