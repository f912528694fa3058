package io.tallystick.app;

import io.tallystick.configuration.KafkaConfiguration;
import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.kafka.client.KafkaConnection;
import io.tallystick.kafka.client.TopicSettings;
import io.tallystick.kafka.log.AppendSettings;
import io.tallystick.kafka.log.KafkaAppender;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** What the configuration says about Kafka, as Kafka's module takes it. Stateless. */
final class KafkaParts {

  /** Headers and framing of a record besides its events. */
  private static final int RECORD_BYTES_MORE = 1 << 20;

  private KafkaParts() {}

  /** How to reach the cluster and its event topic. */
  static KafkaConnection connection(NodeConfiguration configuration) {
    KafkaConfiguration kafka = configuration.kafka();
    return new KafkaConnection(
        kafka.bootstrapServers(),
        kafka.topic(),
        kafka.properties().map(KafkaParts::read).orElse(Map.of()));
  }

  /** What appends events; the caller closes it. */
  static KafkaAppender appender(NodeConfiguration configuration, LongSupplier clock) {
    KafkaConfiguration kafka = configuration.kafka();
    TopicSettings topic = new TopicSettings(
        kafka.topicPartitions(),
        kafka.replicationFactor(),
        kafka.retention().toMillis(),
        configuration.events().bodyBytesMax() + RECORD_BYTES_MORE);
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
        topic,
        settings,
        clock);
  }

  private static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "kafka.properties: " + file + " (expected: a file that can be read)", e);
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, properties::getProperty));
  }
}
