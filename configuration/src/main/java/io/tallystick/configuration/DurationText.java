package io.tallystick.configuration;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Time spans as people write them: {@code 0}, {@code 500ms}, {@code 30s}, {@code 10m}, {@code 24h}. */
final class DurationText {

  private static final Pattern FORM = Pattern.compile("(\\d{1,12}) ?(ms|s|m|h|d)");

  private static final String[] UNITS = {"d", "h", "m", "s", "ms"};

  private DurationText() {}

  static Optional<Duration> parse(String text) {
    if (text.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long millis = unitMillis(matcher.group(2));
    return Optional.of(Duration.ofMillis(Long.parseLong(matcher.group(1)) * millis));
  }

  static String format(Duration duration) {
    long millis = duration.toMillis();
    for (String unit : UNITS) {
      // a day that was written as 24h reads better as it was written
      boolean whole = millis != 0 && millis % unitMillis(unit) == 0;
      if (whole && !(unit.equals("d") && millis < 2 * unitMillis(unit))) {
        return millis / unitMillis(unit) + unit;
      }
    }
    return "0";
  }

  private static long unitMillis(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      default -> 86_400_000;
    };
  }
}
