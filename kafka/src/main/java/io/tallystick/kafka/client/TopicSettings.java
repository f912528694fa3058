package io.tallystick.kafka.client;

import io.tallystick.configuration.KafkaConfiguration;
import io.tallystick.configuration.NodeConfiguration;
import java.util.OptionalInt;

/**
 * What the event topic is created with.
 *
 * @param partitions topic partitions; more can be added while everything runs
 * @param replicationFactor copies of every record; empty: what the brokers are configured for, and
 *     then also how many must be written
 * @param retentionMillis how long records are kept; must exceed every downtime of the counting
 * @param recordBytesMax largest record; the largest request must fit
 */
public record TopicSettings(
    int partitions, OptionalInt replicationFactor, long retentionMillis, int recordBytesMax) {

  /** Headers and framing of a record besides its events, bytes. */
  private static final int RECORD_BYTES_MORE = 1 << 20;

  public TopicSettings {
    positive("partitions", partitions);
    replicationFactor.ifPresent(factor -> positive("replicationFactor", factor));
    positive("retentionMillis", retentionMillis);
    positive("recordBytesMax", recordBytesMax);
  }

  /** What the configuration says. */
  public static TopicSettings of(NodeConfiguration configuration) {
    KafkaConfiguration kafka = configuration.kafka();
    return new TopicSettings(
        kafka.topicPartitions(),
        kafka.replicationFactor(),
        kafka.retention().toMillis(),
        configuration.events().bodyBytesMax() + RECORD_BYTES_MORE);
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }

  /**
   * How many copies must be written before a record is acknowledged: all but one, so that one
   * broker may be missing and a record is in two places all the same; at least one. Empty: what
   * the brokers are configured for.
   */
  OptionalInt inSyncReplicasMin() {
    return replicationFactor.isPresent()
        ? OptionalInt.of(Math.max(1, replicationFactor.getAsInt() - 1))
        : OptionalInt.empty();
  }
}
