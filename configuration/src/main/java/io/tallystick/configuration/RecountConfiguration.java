package io.tallystick.configuration;

import java.util.OptionalInt;

/**
 * How recounts run.
 *
 * @param memoryBytes memory besides the Java heap
 * @param threads how many; empty: one per core
 */
public record RecountConfiguration(long memoryBytes, OptionalInt threads) {

  public RecountConfiguration {
    Keys.RECOUNT_MEMORY.require(memoryBytes);
    Keys.RECOUNT_THREADS.require(threads);
  }
}
