package io.tallystick.flink.total;

import io.tallystick.flink.key.KeyGroups;
import io.tallystick.flink.key.SpreadKeys;
import org.apache.flink.api.java.functions.KeySelector;

/** Sends a delta to the task that adds up its bucket. */
public final class BucketKey implements KeySelector<BucketDelta, Integer> {

  private static final long serialVersionUID = 1L;

  private final SpreadKeys keys;

  /**
   * @param buckets that series are split into
   */
  public BucketKey(int buckets) {
    keys = new SpreadKeys(buckets, KeyGroups.COUNT);
  }

  @Override
  public Integer getKey(BucketDelta delta) {
    return keys.key(delta.bucket());
  }
}
