package io.tallystick.core.dedup;

/**
 * How long identities are remembered, and in how much memory, by one partition.
 *
 * @param windowMillis an id is remembered at least this long after it was last seen, by arrival time
 * @param memoryBytesMax memory for ids; before it is full they move to disk, none is forgotten.
 *     One partition does not use more than 1 GiB of it
 */
public record DeduplicationSettings(long windowMillis, long memoryBytesMax) {

  /** What a partition uses unless configured otherwise. */
  public static final DeduplicationSettings DEFAULT =
      new DeduplicationSettings(10 * 60_000L, 64L << 20);

  private static final long WINDOW_MILLIS_MAX = 366L * 24 * 60 * 60_000;
  private static final long MEMORY_BYTES_MIN = 4096;

  public DeduplicationSettings {
    if (windowMillis < 1 || windowMillis > WINDOW_MILLIS_MAX) {
      throw new IllegalArgumentException("windowMillis: " + windowMillis + " (expected: 1.."
          + WINDOW_MILLIS_MAX + ", at most 366 days)");
    }
    if (memoryBytesMax < MEMORY_BYTES_MIN) {
      throw new IllegalArgumentException(
          "memoryBytesMax: " + memoryBytesMax + " (expected: >= " + MEMORY_BYTES_MIN + ")");
    }
  }
}
