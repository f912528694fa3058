package io.tallystick.core.event;

/**
 * The range of an event's value, and its decimal text as {@code unscaled / 10^scale}.
 *
 * <p>A value has at most {@link #DIGITS_MAX} significant digits, of which at most {@link
 * #SCALE_MAX} stand after the decimal point. Nothing is ever rounded.
 */
public final class DecimalText {

  /** Most digits after the decimal point. */
  public static final int SCALE_MAX = 9;

  /** Most digits of the unscaled value, so that it fits in a {@code long}. */
  public static final int DIGITS_MAX = 18;

  private DecimalText() {}
}
