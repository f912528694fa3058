package io.tallystick.cli.send;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads times as files have them. */
final class ColumnTime {

  /** What a number counts since 1970-01-01T00:00Z. */
  enum Unit {
    /** By its size: seconds below 10^11, milliseconds below 10^14, microseconds below 10^17. */
    AUTO(0),
    S(3),
    MS(0),
    US(-3),
    NS(-6);

    private final int power;

    Unit(int power) {
      this.power = power;
    }
  }

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,30}(\\.\\d{1,30})?");
  private static final Pattern LOCAL =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?)?");
  private static final int DATE_LENGTH = 10;

  private final Unit unit;
  private final @Nullable ZoneId zone;

  ColumnTime(Unit unit, @Nullable ZoneId zone) {
    this.unit = unit;
    this.zone = zone;
  }

  /** The time as JSON: a number of epoch milliseconds, or RFC 3339 text for the server to read. */
  Object read(String text) {
    String time = text.strip();
    if (NUMBER.matcher(time).matches()) {
      return epochMillis(new BigDecimal(time), time);
    }
    if (LOCAL.matcher(time).matches()) {
      return local(time);
    }
    boolean spaced = time.length() > DATE_LENGTH && time.charAt(DATE_LENGTH) == ' ';
    return spaced ? time.substring(0, DATE_LENGTH) + "T" + time.substring(DATE_LENGTH + 1) : time;
  }

  private long epochMillis(BigDecimal number, String shown) {
    Unit actual = unit == Unit.AUTO ? bySize(number) : unit;
    try {
      BigDecimal millis = number.scaleByPowerOfTen(actual.power);
      return millis.setScale(0, RoundingMode.FLOOR).longValueExact();
    } catch (ArithmeticException e) {
      throw new RefusedException(
          ErrorCode.INVALID_TIME, "time", shown, "epoch seconds or milliseconds");
    }
  }

  private static Unit bySize(BigDecimal number) {
    int digits = number.setScale(0, RoundingMode.DOWN).precision();
    if (digits <= 11) {
      return Unit.S;
    }
    return digits <= 14 ? Unit.MS : digits <= 17 ? Unit.US : Unit.NS;
  }

  private long local(String time) {
    if (zone == null) {
      throw new RefusedException(
          ErrorCode.INVALID_TIME, "time", time, "a time with its zone, or --time-zone such as UTC");
    }
    try {
      LocalDateTime dateTime = time.length() == DATE_LENGTH
          ? LocalDate.parse(time).atStartOfDay()
          : LocalDateTime.parse(time.replace(' ', 'T'));
      return dateTime.atZone(zone).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      throw new RefusedException(ErrorCode.INVALID_TIME, "time", time, "a time of the calendar");
    }
  }
}
