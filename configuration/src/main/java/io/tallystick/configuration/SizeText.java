package io.tallystick.configuration;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers of bytes as people write them: {@code 512}, {@code 16KiB}, {@code 64MiB}, {@code 2GiB}. */
final class SizeText {

  private static final Pattern FORM = Pattern.compile("(\\d{1,18}) ?(B|KiB|MiB|GiB)?");

  private static final String[] UNITS = {"GiB", "MiB", "KiB"};

  private SizeText() {}

  static Optional<Long> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    long unit = unitBytes(matcher.group(2));
    return amount > Long.MAX_VALUE / unit ? Optional.empty() : Optional.of(amount * unit);
  }

  static String format(long bytes) {
    for (String unit : UNITS) {
      if (bytes != 0 && bytes % unitBytes(unit) == 0) {
        return bytes / unitBytes(unit) + unit;
      }
    }
    return Long.toString(bytes);
  }

  private static long unitBytes(@Nullable String unit) {
    if (unit == null) {
      return 1;
    }
    return switch (unit) {
      case "KiB" -> 1L << 10;
      case "MiB" -> 1L << 20;
      case "GiB" -> 1L << 30;
      default -> 1;
    };
  }
}
