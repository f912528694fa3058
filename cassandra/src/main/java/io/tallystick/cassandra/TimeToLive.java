package io.tallystick.cassandra;

import io.tallystick.core.rollup.Level;
import java.io.Serializable;
import java.time.Duration;

/**
 * How long rows are kept after the end of their window, by event time; totals of all time stay for
 * ever.
 *
 * @param minute rows with the minutes of an hour; zero: for ever
 * @param hour rows with the hours of a day; zero: for ever
 * @param day rows with the days of a month; zero: for ever
 * @param receipts fates and places of single events, after they were decided; zero: for ever
 */
public record TimeToLive(Duration minute, Duration hour, Duration day, Duration receipts)
    implements Serializable {

  /** Everything stays. */
  public static final TimeToLive FOR_EVER =
      new TimeToLive(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** What holds for the rows of {@code level}; zero: for ever. */
  public Duration of(Level level) {
    return switch (level) {
      case ALL -> Duration.ZERO;
      case DAY -> day;
      case HOUR -> hour;
      case MINUTE -> minute;
    };
  }
}
