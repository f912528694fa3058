package io.tallystick.core.deadletter;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why an event could not be counted. The set is closed; clients switch on the name. */
public enum DeadLetterReason {
  /** The sums of its partition could go beyond the range in which they are exact. */
  SUM_OVERFLOW(0),
  /** A declared rule wants an attribute that the event does not have. */
  ATTRIBUTE_MISSING(1),
  /** The value is smaller than a declared rule allows. */
  VALUE_TOO_SMALL(2),
  /** The value is larger than a declared rule allows. */
  VALUE_TOO_LARGE(3);

  private static final DeadLetterReason[] ALL = values();

  private final int number;

  DeadLetterReason(int number) {
    this.number = number;
  }

  /** The stable text, such as {@code value-too-large}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The reason of that text; null when there is none. */
  public static @Nullable DeadLetterReason of(String text) {
    for (DeadLetterReason reason : ALL) {
      if (reason.text().equals(text)) {
        return reason;
      }
    }
    return null;
  }

  /** The number that stands in stored bytes; never reused. */
  public int number() {
    return number;
  }

  /**
   * The reason of that number.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static DeadLetterReason of(int number) {
    if (number < 0 || number >= ALL.length) {
      throw new IllegalArgumentException(
          "reason: " + number + " (expected: 0.." + (ALL.length - 1) + ")");
    }
    return ALL[number];
  }
}
