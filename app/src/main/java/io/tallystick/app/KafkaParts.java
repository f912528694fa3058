package io.tallystick.app;

import io.tallystick.configuration.KafkaConfiguration;
import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.kafka.client.KafkaConnection;
import io.tallystick.kafka.client.TopicSettings;
import io.tallystick.kafka.log.AppendSettings;
import io.tallystick.kafka.log.KafkaAppender;
import java.util.function.LongSupplier;

/** What the configuration says about Kafka, as Kafka's module takes it. Stateless. */
final class KafkaParts {

  private KafkaParts() {}

  /** How to reach the cluster and its event topic. */
  static KafkaConnection connection(NodeConfiguration configuration) {
    return KafkaConnection.of(configuration.kafka(), configuration.kafka().topic());
  }

  /** What appends events; the caller closes it. */
  static KafkaAppender appender(NodeConfiguration configuration, LongSupplier clock) {
    KafkaConfiguration kafka = configuration.kafka();
    AppendSettings defaults = AppendSettings.DEFAULT;
    int batchBytes = (int) Math.min(defaults.batchBytes(), kafka.bufferBytes());
    long deliveryMillis = Math.min(
        kafka.deliveryTimeout().toMillis(),
        configuration.server().requestTimeout().toMillis());
    AppendSettings settings = new AppendSettings(
            (int) deliveryMillis,
            defaults.stallMillisMax(),
            (int) Math.min(kafka.linger().toMillis(), deliveryMillis / 2),
            batchBytes,
            kafka.bufferBytes(),
            kafka.compression())
        .withDelivery((int) deliveryMillis);
    return new KafkaAppender(
        connection(configuration),
        configuration.processing().clusterPartitions(),
        TopicSettings.of(configuration),
        settings,
        clock);
  }
}
