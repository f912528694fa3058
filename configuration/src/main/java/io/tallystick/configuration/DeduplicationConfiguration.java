package io.tallystick.configuration;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How copies of an event are recognized.
 *
 * @param window how long after its arrival a copy is recognized
 * @param memoryBytes memory for the ids of all partitions together; empty: a third of the heap
 */
public record DeduplicationConfiguration(Duration window, OptionalLong memoryBytes) {

  private static final int HEAP_SHARE = 3;
  private static final long MEMORY_BYTES_MAX = 1L << 30;

  public DeduplicationConfiguration {
    Keys.DEDUPLICATION_WINDOW.require(window);
    Keys.DEDUPLICATION_MEMORY.require(memoryBytes);
  }

  /** Memory for the ids when the Java heap may take {@code heapBytes}. */
  public long memoryBytes(long heapBytes) {
    return memoryBytes.orElse(Math.min(MEMORY_BYTES_MAX, heapBytes / HEAP_SHARE));
  }
}
