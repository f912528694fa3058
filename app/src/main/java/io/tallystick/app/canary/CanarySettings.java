package io.tallystick.app.canary;

import java.time.Duration;

/**
 * How the canary works.
 *
 * @param interval from the beginning of one round to that of the next
 * @param window in which the node recognizes a copy
 * @param requestEventsMax most events of one request
 */
public record CanarySettings(Duration interval, Duration window, int requestEventsMax) {

  public CanarySettings {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("interval: " + interval + " (expected: > 0)");
    }
  }
}
