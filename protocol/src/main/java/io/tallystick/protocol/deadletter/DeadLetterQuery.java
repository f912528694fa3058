package io.tallystick.protocol.deadletter;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterFilter;
import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.deadletter.DeadLetters;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.query.TimeRange;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.protocol.query.ParameterReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters a request asks for.
 *
 * @param cursor where the page before ended; null to begin
 * @param limit most of one page
 */
public record DeadLetterQuery(
    DeadLetterFilter filter, DeadLetters.@Nullable Cursor cursor, int limit) {

  /** Dead letters in one page when the request does not say. */
  public static final int LIMIT_DEFAULT = 100;

  static final int PARTITION_MAX = 65_535;

  private static final List<String> FILTERS =
      List.of("state", "reason", "type", "partition", "start", "end");
  private static final List<String> PAGES =
      List.of("state", "reason", "type", "partition", "start", "end", "limit", "cursor");

  /**
   * Reads the query parameters of a page.
   *
   * @throws io.tallystick.core.event.RefusedException when there is anything wrong
   */
  public static DeadLetterQuery page(Map<String, List<String>> parameters) {
    return of(parameters, PAGES);
  }

  /** Reads the query parameters of an export, which has no pages. */
  public static DeadLetterFilter export(Map<String, List<String>> parameters) {
    return of(parameters, FILTERS).filter();
  }

  private static DeadLetterQuery of(Map<String, List<String>> parameters, List<String> words) {
    ParameterReader reader = new ParameterReader(parameters);
    reader.checkNames(words, List.of());
    DeadLetter.State state = state(reader);
    DeadLetterFilter filter = filter(reader, state);
    String cursorText = reader.one("cursor", "once");
    DeadLetters.Cursor cursor = cursorText == null ? null : DeadLetters.Cursor.parse(cursorText);
    if (cursorText != null && cursor == null) {
      refuseCursor(reader, cursorText);
    }
    int limit = reader.number("limit", LIMIT_DEFAULT, DeadLetters.BATCH_MAX);
    reader.finish();
    return new DeadLetterQuery(filter, cursor, limit);
  }

  private static DeadLetter.State state(ParameterReader reader) {
    String text = reader.one("state", "once");
    DeadLetter.State state = text == null ? DeadLetter.State.OPEN : DeadLetter.State.of(text);
    if (state == null) {
      reader.refuse(
          ErrorCode.INVALID_PARAMETER, "state", shown(text), "one of open, replayed, discarded");
      return DeadLetter.State.OPEN;
    }
    return state;
  }

  /** The filter that {@code reader} tells, for dead letters in {@code state}. */
  static DeadLetterFilter filter(ParameterReader reader, DeadLetter.State state) {
    String reasonText = reader.one("reason", "once");
    DeadLetterReason reason = reasonText == null ? null : DeadLetterReason.of(reasonText);
    if (reasonText != null && reason == null) {
      reader.refuse(
          ErrorCode.INVALID_PARAMETER,
          "reason",
          shown(reasonText),
          "one of "
              + Arrays.stream(DeadLetterReason.values())
                  .map(DeadLetterReason::text)
                  .collect(Collectors.joining(", ")));
    }
    String type = reader.one("type", "once");
    String partitionText = reader.one("partition", "once");
    Integer partition = partitionText == null ? null : partition(reader, partitionText);
    TimeRange range = reader.range("for any time of arrival");
    return new DeadLetterFilter(
        state,
        reason,
        partition,
        type,
        range == null ? Long.MIN_VALUE : Calendar.millis(range.start()),
        range == null ? Long.MAX_VALUE : Calendar.millis(range.end()));
  }

  private static @Nullable Integer partition(ParameterReader reader, String text) {
    if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= PARTITION_MAX) {
      return Integer.valueOf(text);
    }
    reader.refuse(ErrorCode.INVALID_PARAMETER, "partition", shown(text), "0.." + PARTITION_MAX);
    return null;
  }

  static void refuseCursor(ParameterReader reader, String text) {
    reader.refuse(
        ErrorCode.INVALID_PARAMETER, "cursor", shown(text), "the next of the page before");
  }

  private static String shown(@Nullable String text) {
    return text == null || text.isEmpty() ? "empty" : text;
  }
}
