package io.tallystick.configuration;

import java.time.Duration;

/**
 * The partitioned log.
 *
 * @param retention how long events are kept after they were counted
 */
public record LogConfiguration(Duration retention) {

  public LogConfiguration {
    Keys.LOG_RETENTION.require(retention);
  }
}
