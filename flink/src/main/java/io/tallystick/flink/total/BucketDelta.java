package io.tallystick.flink.total;

/**
 * What one partition has for the series of one bucket.
 *
 * @param bucket of the series
 * @param kind what {@code bytes} is
 * @param bytes see {@link Kind}
 */
public record BucketDelta(int bucket, Kind kind, byte[] bytes) {

  /** What it can have. */
  public enum Kind {
    /** What was counted: of {@link io.tallystick.core.rollup.RollupDelta}. */
    COUNTED,
    /** The key of a row that is to be published again as it is. */
    WANTED;

    private static final Kind[] ALL = values();

    static Kind of(int number) {
      return ALL[number];
    }
  }
}
