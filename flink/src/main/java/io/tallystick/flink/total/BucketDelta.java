package io.tallystick.flink.total;

/**
 * What one partition has counted for the series of one bucket.
 *
 * @param bucket of the series
 * @param bytes of {@link io.tallystick.core.rollup.RollupDelta}
 */
public record BucketDelta(int bucket, byte[] bytes) {}
