package io.tallystick.configuration;

import java.time.Duration;

/**
 * How the node checks itself from outside.
 *
 * @param interval time between two checks; zero: never
 */
public record CanaryConfiguration(Duration interval) {

  public CanaryConfiguration {
    Keys.CANARY_INTERVAL.require(interval);
  }
}
