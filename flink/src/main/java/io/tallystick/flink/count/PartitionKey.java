package io.tallystick.flink.count;

import io.tallystick.flink.key.KeyGroups;
import io.tallystick.flink.key.SpreadKeys;
import io.tallystick.flink.record.LogRecord;
import org.apache.flink.api.java.functions.KeySelector;

/** Sends a record to the task that counts its partition. */
public final class PartitionKey implements KeySelector<LogRecord, Integer> {

  private static final long serialVersionUID = 1L;

  private final SpreadKeys keys;

  /**
   * @param partitions of the cluster
   */
  public PartitionKey(int partitions) {
    keys = new SpreadKeys(partitions, KeyGroups.COUNT);
  }

  @Override
  public Integer getKey(LogRecord record) {
    return keys.key(record.partition());
  }
}
