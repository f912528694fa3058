package io.tallystick.cli.send;

import java.util.OptionalLong;

/**
 * How long to wait before the next attempt: twice as long each time, with jitter, and not beyond a
 * limit. One for each request; not thread-safe.
 */
final class Backoff {

  /*
   * "Equal jitter" of Marc Brooker, "Exponential Backoff And Jitter" (2015): half of the wait is
   * fixed, half is random, so that senders that failed together do not come back together.
   */

  private static final long FIRST_MILLIS = 100;
  private static final long LONGEST_MILLIS = 5_000;

  private final long limitMillis;
  private long stepMillis = FIRST_MILLIS;

  /** Gives up {@code limitMillis} after the first failure. */
  Backoff(long limitMillis) {
    this.limitMillis = limitMillis;
  }

  /**
   * Milliseconds until the next attempt, or empty when it is time to give up.
   *
   * @param elapsedMillis since the first failure
   * @param retryAfterMillis what the server asks for; 0: nothing
   * @param random from 0 to 1
   */
  OptionalLong next(long elapsedMillis, long retryAfterMillis, double random) {
    long left = limitMillis - elapsedMillis;
    if (left <= 0) {
      return OptionalLong.empty();
    }
    long wait = stepMillis / 2 + (long) (stepMillis / 2 * random);
    stepMillis = Math.min(LONGEST_MILLIS, 2 * stepMillis);
    // the last attempt is made when the time is over, not left out
    return OptionalLong.of(Math.min(left, Math.max(wait, retryAfterMillis)));
  }
}
