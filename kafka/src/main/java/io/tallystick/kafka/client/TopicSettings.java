package io.tallystick.kafka.client;

/**
 * What the event topic is created with.
 *
 * @param partitions topic partitions; more can be added while everything runs
 * @param replicationFactor copies of every record
 * @param retentionMillis how long records are kept; must exceed every downtime of the counting
 * @param recordBytesMax largest record; the largest request must fit
 */
public record TopicSettings(
    int partitions, short replicationFactor, long retentionMillis, int recordBytesMax) {

  public TopicSettings {
    positive("partitions", partitions);
    positive("replicationFactor", replicationFactor);
    positive("retentionMillis", retentionMillis);
    positive("recordBytesMax", recordBytesMax);
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }

  /**
   * How many copies must be written before a record is acknowledged: all but one, so that one
   * broker may be missing and a record is in two places all the same; at least one.
   */
  public int inSyncReplicasMin() {
    return Math.max(1, replicationFactor - 1);
  }
}
