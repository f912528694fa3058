package io.tallystick.core.event;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The range of an event's value, and its decimal text as {@code unscaled / 10^scale}.
 *
 * <p>A value has at most {@link #DIGITS_MAX} significant digits, of which at most {@link
 * #SCALE_MAX} stand after the decimal point. Nothing is ever rounded: {@code 12.340} has the value
 * of {@code 12.34} and is accepted, {@code 0.0000000001} is refused.
 */
public final class DecimalText {

  /*
   * One pass over the bytes, with 64-bit arithmetic only. Zeros are not multiplied in when they
   * are read but counted, and made good when another digit follows; so trailing zeros cost no
   * digits, and "1000…0e-1000" of any length is read exactly. The exponent saturates long before
   * it overflows, hence 1e999999999 costs as much as 1e9.
   */

  /** Most digits after the decimal point. */
  public static final int SCALE_MAX = 9;

  /** Most digits of the unscaled value, so that it fits in a {@code long}. */
  public static final int DIGITS_MAX = 18;

  /** Largest unscaled value, and with a minus the smallest. */
  public static final long UNSCALED_MAX = 999_999_999_999_999_999L;

  private static final long UNSCALED_END = 1_000_000_000_000_000_000L;

  /** More than the length of any text, so that a saturated exponent cannot be made good. */
  private static final long EXPONENT_MAX = 1L << 40;

  private static final long NO_EXPONENT = Long.MIN_VALUE;

  private static final long[] POWERS_OF_TEN = new long[DIGITS_MAX + 1];

  static {
    long power = 1;
    for (int i = 0; i <= DIGITS_MAX; i++) {
      POWERS_OF_TEN[i] = power;
      power *= 10;
    }
  }

  private DecimalText() {}

  /**
   * Reads a number in the syntax of JSON (RFC 8259 section 6), such as {@code 1}, {@code -0.5} or
   * {@code 1.25e3}, and sets it as the value of {@code target} with the smallest scale.
   *
   * @return null, or {@link ErrorCode#INVALID_VALUE} when it is no such number, or {@link
   *     ErrorCode#VALUE_OUT_OF_RANGE}; then {@code target} is unchanged
   */
  public static @Nullable Refusal parse(byte[] bytes, int offset, int length, EventDraft target) {
    int at = offset;
    int end = offset + length;
    boolean negative = at < end && bytes[at] == '-';
    if (negative) {
      at++;
    }
    long unscaled = 0;
    int digits = 0; // significant digits that are in unscaled
    long zeros = 0; // zeros after them that are not
    int point = -1;
    int first = at;
    for (; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit == 0) {
        zeros = digits == 0 ? 0 : zeros + 1;
      } else if (digit > 0 && digit <= 9) {
        long grown = digits + zeros + 1;
        if (grown <= DIGITS_MAX) {
          unscaled = unscaled * POWERS_OF_TEN[(int) zeros + 1] + digit;
          zeros = 0;
        }
        digits = (int) Math.min(grown, DIGITS_MAX + 1);
      } else if (bytes[at] == '.' && point < 0) {
        point = at;
      } else {
        break;
      }
    }
    int mantissaEnd = at;
    int wholeEnd = point < 0 ? mantissaEnd : point;
    boolean wellFormed = wholeEnd > first
        && (bytes[first] != '0' || wholeEnd == first + 1)
        && (point < 0 || mantissaEnd > point + 1);
    long exponent = at == end ? 0 : exponent(bytes, at, end);
    if (!wellFormed || exponent == NO_EXPONENT) {
      return Refusal.of(
          ErrorCode.INVALID_VALUE,
          "value",
          text(bytes, offset, length),
          "a decimal number such as 12.5, -3 or 1e3");
    }
    if (digits == 0) {
      target.value(0, 0);
      return null;
    }
    // what the last digit in unscaled stands for: that digit times 10^exponent
    exponent += zeros - (point < 0 ? 0 : mantissaEnd - point - 1);
    if (digits > DIGITS_MAX || exponent < -SCALE_MAX || digits + exponent > DIGITS_MAX) {
      return outOfRange(text(bytes, offset, length));
    }
    if (exponent > 0) {
      unscaled *= POWERS_OF_TEN[(int) exponent];
    }
    target.value(negative ? -unscaled : unscaled, exponent < 0 ? (int) -exponent : 0);
    return null;
  }

  /**
   * Sets {@code unscaled / 10^scale} as the value of {@code target} with the smallest scale.
   *
   * @return null, or {@link ErrorCode#VALUE_OUT_OF_RANGE}; then {@code target} is unchanged
   */
  public static @Nullable Refusal set(long unscaled, int scale, EventDraft target) {
    if (scale < 0 || scale > SCALE_MAX) {
      return outOfRange(unscaled + " / 10^" + Integer.toUnsignedString(scale));
    }
    long stripped = unscaled;
    int strippedScale = scale;
    while (strippedScale > 0 && stripped % 10 == 0) {
      stripped /= 10;
      strippedScale--;
    }
    if (stripped <= -UNSCALED_END || stripped >= UNSCALED_END) {
      return outOfRange(unscaled + " / 10^" + scale);
    }
    target.value(stripped, strippedScale);
    return null;
  }

  /** The plain text of {@code unscaled / 10^scale}: every digit, no exponent. */
  public static String format(long unscaled, int scale) {
    assert scale >= 0;
    if (scale == 0) {
      return Long.toString(unscaled);
    }
    String digits = Long.toString(unscaled);
    int signs = unscaled < 0 ? 1 : 0;
    StringBuilder text = new StringBuilder(digits.length() + scale + 2);
    text.append(digits, 0, signs);
    int whole = digits.length() - signs - scale;
    if (whole <= 0) {
      text.append("0.").append("0".repeat(-whole)).append(digits, signs, digits.length());
    } else {
      text.append(digits, signs, signs + whole).append('.');
      text.append(digits, signs + whole, digits.length());
    }
    return text.toString();
  }

  /** The exponent of which the {@code e} is at {@code from}, saturated, or NO_EXPONENT. */
  private static long exponent(byte[] bytes, int from, int end) {
    int at = from + 1;
    boolean down = at < end && bytes[at] == '-';
    if (down || (at < end && bytes[at] == '+')) {
      at++;
    }
    if ((bytes[from] | 0x20) != 'e' || at == end) {
      return NO_EXPONENT;
    }
    long exponent = 0;
    for (; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return NO_EXPONENT;
      }
      exponent = Math.min(exponent * 10 + digit, EXPONENT_MAX);
    }
    return down ? -exponent : exponent;
  }

  private static Refusal outOfRange(String shown) {
    return Refusal.of(
        ErrorCode.VALUE_OUT_OF_RANGE,
        "value",
        shown,
        "at most " + DIGITS_MAX + " significant digits, at most " + SCALE_MAX + " after the point");
  }

  private static String text(byte[] bytes, int offset, int length) {
    // what is shown is cut anyway; a text of megabytes need not be copied for that
    return new String(bytes, offset, Math.min(length, 256), StandardCharsets.UTF_8);
  }
}
