package io.tallystick.app.canary;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

/**
 * How the canary works.
 *
 * @param interval from the beginning of one round to that of the next
 * @param window in which the node recognizes a copy
 * @param requestEventsMax most events of one request
 * @param token by which servers know it
 * @param others whether events of an earlier run may still be in flight when it begins
 */
public record CanarySettings(
    Duration interval, Duration window, int requestEventsMax, String token, boolean others) {

  private static final int TOKEN_BYTES = 16;

  /** A canary that sends to its own node, and is known by a token that no other process has. */
  public CanarySettings(Duration interval, Duration window, int requestEventsMax) {
    this(interval, window, requestEventsMax, random(TOKEN_BYTES), false);
  }

  public CanarySettings {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("interval: " + interval + " (expected: > 0)");
    }
  }

  static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
