package io.tallystick.app.config;

import java.time.Duration;

/**
 * How copies of an event are recognized.
 *
 * @param window how long after its arrival a copy is recognized
 * @param memoryBytes memory for the ids of all partitions together
 */
public record DeduplicationConfiguration(Duration window, long memoryBytes) {

  public DeduplicationConfiguration {
    Keys.DEDUPLICATION_WINDOW.require(window);
    Keys.DEDUPLICATION_MEMORY.require(memoryBytes);
  }
}
