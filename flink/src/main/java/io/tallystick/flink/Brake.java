package io.tallystick.flink;

import java.util.concurrent.TimeUnit;

/**
 * Slows an operator down that holds more than it should until the next checkpoint. Stateless.
 *
 * <p>An operator cannot stop: the barrier of the checkpoint that would relieve it stands behind the
 * records that it does not take. So it takes them slowly, and what it holds grows slowly.
 */
public final class Brake {

  private static final long PAUSE_MILLIS_MAX = 300;

  private Brake() {}

  /** Waits a little when {@code held} is more than {@code limit}, the longer the more it is. */
  public static void pause(long held, long limit) throws InterruptedException {
    if (held > limit) {
      TimeUnit.MILLISECONDS.sleep(
          Math.min(PAUSE_MILLIS_MAX, 1 + PAUSE_MILLIS_MAX * (held - limit) / limit));
    }
  }
}
