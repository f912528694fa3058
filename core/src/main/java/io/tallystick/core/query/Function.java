package io.tallystick.core.query;

import io.tallystick.core.rollup.Aggregate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is asked of the events of a window. */
public enum Function {
  /** How many. */
  COUNT,
  /** The exact sum of their values. */
  SUM,
  /**
   * Sum by count: exact when it has at most {@link #AVERAGE_SCALE_MAX} fractional digits, else
   * rounded half-even to that many.
   */
  AVERAGE,
  /** The smallest value. */
  MIN,
  /** The largest value. */
  MAX;

  /** Most fractional digits of an average. */
  public static final int AVERAGE_SCALE_MAX = 15;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The name in requests and answers, such as {@code average}. */
  public String text() {
    return text;
  }

  /** The function of that name in requests, or null. */
  public static @Nullable Function of(String text) {
    for (Function function : values()) {
      if (function.text.equals(text)) {
        return function;
      }
    }
    return null;
  }

  /**
   * The function of what was added up, without trailing zeros; null where there is none: average,
   * min and max of no events.
   */
  public @Nullable BigDecimal of(Aggregate aggregate) {
    return switch (this) {
      case COUNT -> BigDecimal.valueOf(aggregate.count());
      case SUM -> aggregate.sum();
      case AVERAGE -> aggregate.isEmpty() ? null : average(aggregate.sum(), aggregate.count());
      case MIN -> aggregate.isEmpty() ? null : aggregate.min();
      case MAX -> aggregate.isEmpty() ? null : aggregate.max();
    };
  }

  static BigDecimal average(BigDecimal sum, long count) {
    BigDecimal rounded =
        sum.divide(BigDecimal.valueOf(count), AVERAGE_SCALE_MAX, RoundingMode.HALF_EVEN);
    BigDecimal stripped = rounded.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
