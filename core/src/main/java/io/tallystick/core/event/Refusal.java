package io.tallystick.core.event;

/**
 * Why something was refused.
 *
 * @param code the stable code
 * @param message {@code name: value (expected: …)}, for people
 */
public record Refusal(ErrorCode code, String message) {

  private static final int SHOWN_MAX = 64;

  /** A refusal in the house form {@code name: value (expected: …)}; a long value is cut. */
  public static Refusal of(ErrorCode code, String name, String value, String expected) {
    String shown = value;
    if (value.length() > SHOWN_MAX) {
      int end = Character.isHighSurrogate(value.charAt(SHOWN_MAX - 1)) ? SHOWN_MAX - 1 : SHOWN_MAX;
      shown = value.substring(0, end) + "…";
    }
    return new Refusal(code, name + ": " + shown + " (expected: " + expected + ")");
  }
}
