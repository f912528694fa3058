package io.tallystick.protocol.ledger;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.query.TimeRange;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.protocol.query.ParameterReader;
import io.tallystick.protocol.query.UtcText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The hours of arrival that a question about the ledger is about.
 *
 * @param from the first, in hours since 1970-01-01T00:00Z
 * @param end the one after the last
 */
public record HourRange(long from, long end) {

  /** How many there are when the question does not say; the one that goes on is the last. */
  public static final int DEFAULT_HOURS = 24;

  private static final List<String> WORDS = List.of("start", "end");

  /**
   * Reads the query parameters of {@code /v1/ledger}.
   *
   * @param nowMillis milliseconds since the epoch
   * @param hoursMax most hours of one answer
   * @throws RefusedException when there is anything wrong
   */
  public static HourRange of(Map<String, List<String>> parameters, long nowMillis, int hoursMax) {
    ParameterReader reader = new ParameterReader(parameters);
    reader.checkNames(WORDS, List.of());
    TimeRange range = reader.range("for the last " + DEFAULT_HOURS + " hours");
    checkWhole(reader, "start", range == null ? null : range.start());
    checkWhole(reader, "end", range == null ? null : range.end());
    long current = HourTally.hour(nowMillis);
    HourRange hours = range == null
        ? new HourRange(current + 1 - DEFAULT_HOURS, current + 1)
        : new HourRange(
            range.start() / Calendar.MINUTES_PER_HOUR, range.end() / Calendar.MINUTES_PER_HOUR);
    if (hours.end - hours.from > hoursMax) {
      reader.refuse(
          ErrorCode.ANSWER_TOO_LARGE,
          "hours",
          Long.toString(hours.end - hours.from),
          "<= " + hoursMax + ", so a shorter range");
    }
    reader.finish();
    return hours;
  }

  private static void checkWhole(ParameterReader reader, String name, @Nullable Integer minute) {
    if (minute != null && minute != Calendar.hourStart(minute)) {
      reader.refuse(
          ErrorCode.INVALID_PARAMETER,
          name,
          UtcText.ofMinute(minute),
          "a whole hour, such as " + UtcText.ofMinute(Calendar.hourStart(minute)));
    }
  }
}
