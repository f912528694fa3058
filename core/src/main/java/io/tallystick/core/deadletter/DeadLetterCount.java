package io.tallystick.core.deadletter;

/**
 * How many dead letters there are of one reason.
 *
 * @param open that wait
 * @param replayed since the beginning
 * @param discarded since the beginning
 */
public record DeadLetterCount(DeadLetterReason reason, long open, long replayed, long discarded) {

  /** These and {@code other}, which are of the same reason. */
  public DeadLetterCount plus(DeadLetterCount other) {
    assert reason == other.reason;
    return new DeadLetterCount(
        reason, open + other.open, replayed + other.replayed, discarded + other.discarded);
  }
}
