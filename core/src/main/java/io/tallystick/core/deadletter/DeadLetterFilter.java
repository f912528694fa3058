package io.tallystick.core.deadletter;

import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant.
 *
 * @param state where they are in their life
 * @param reason why they could not be counted; null: any
 * @param partition where they stand in the log; null: anywhere
 * @param type of their events; null: any
 * @param arrivalFrom earliest arrival, milliseconds since the epoch
 * @param arrivalEnd arrivals before it
 */
public record DeadLetterFilter(
    DeadLetter.State state,
    @Nullable DeadLetterReason reason,
    @Nullable Integer partition,
    @Nullable String type,
    long arrivalFrom,
    long arrivalEnd) {

  /** All that are in {@code state}. */
  public static DeadLetterFilter of(DeadLetter.State state) {
    return new DeadLetterFilter(state, null, null, null, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** Whether {@code letter} is meant. */
  public boolean matches(DeadLetter letter) {
    return letter.state() == state
        && (reason == null || letter.reason() == reason)
        && (partition == null || letter.partition() == partition)
        && (type == null || letter.event().type().equals(type))
        && letter.arrivalMillis() >= arrivalFrom
        && letter.arrivalMillis() < arrivalEnd;
  }
}
