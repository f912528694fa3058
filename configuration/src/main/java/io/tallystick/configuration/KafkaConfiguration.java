package io.tallystick.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The log of a cluster.
 *
 * @param bootstrapServers brokers to ask first
 * @param topic of the events
 * @param deadLetterTopic of the events that could not be counted
 * @param topicPartitions that the topic is created with
 * @param replicationFactor copies of every record; empty: what the brokers are configured for
 * @param retention how long records are kept
 * @param deliveryTimeout after which an event that is not acknowledged is refused
 * @param linger how long events wait for others to share a request
 * @param bufferBytes memory for what is not acknowledged
 * @param compression of the records
 * @param properties a file with further settings of Kafka's clients
 */
public record KafkaConfiguration(
    String bootstrapServers,
    String topic,
    String deadLetterTopic,
    int topicPartitions,
    OptionalInt replicationFactor,
    Duration retention,
    Duration deliveryTimeout,
    Duration linger,
    long bufferBytes,
    String compression,
    Optional<Path> properties) {

  public KafkaConfiguration {
    KafkaKeys.BOOTSTRAP_SERVERS.require(bootstrapServers);
    KafkaKeys.TOPIC.require(topic);
    KafkaKeys.DEAD_LETTER_TOPIC.require(deadLetterTopic);
    KafkaKeys.TOPIC_PARTITIONS.require(topicPartitions);
    KafkaKeys.REPLICATION_FACTOR.require(replicationFactor);
    KafkaKeys.RETENTION.require(retention);
    KafkaKeys.DELIVERY_TIMEOUT.require(deliveryTimeout);
    KafkaKeys.LINGER.require(linger);
    KafkaKeys.BUFFER_BYTES.require(bufferBytes);
    KafkaKeys.COMPRESSION.require(compression);
    KafkaKeys.PROPERTIES.require(properties);
  }

  /**
   * What the file of {@link #properties} says; empty when there is none.
   *
   * @throws java.io.UncheckedIOException when it cannot be read
   */
  public Map<String, String> clientProperties() {
    return properties
        .map(file -> PropertiesFile.read(KafkaKeys.PROPERTIES.name(), file))
        .orElse(Map.of());
  }

  static KafkaConfiguration of(Values values) {
    return new KafkaConfiguration(
        values.get(KafkaKeys.BOOTSTRAP_SERVERS),
        values.get(KafkaKeys.TOPIC),
        values.get(KafkaKeys.DEAD_LETTER_TOPIC),
        values.get(KafkaKeys.TOPIC_PARTITIONS),
        values.get(KafkaKeys.REPLICATION_FACTOR),
        values.get(KafkaKeys.RETENTION),
        values.get(KafkaKeys.DELIVERY_TIMEOUT),
        values.get(KafkaKeys.LINGER),
        values.get(KafkaKeys.BUFFER_BYTES),
        values.get(KafkaKeys.COMPRESSION),
        values.get(KafkaKeys.PROPERTIES));
  }
}
