package io.tallystick.flink.job;

import io.tallystick.configuration.KafkaConfiguration;
import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.flink.count.DeadRecord;
import io.tallystick.flink.record.LogRecord;
import io.tallystick.flink.record.TopicRecords;
import io.tallystick.kafka.client.EventTopic;
import io.tallystick.kafka.client.KafkaConnection;
import io.tallystick.kafka.client.TopicSettings;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The topics at both ends of the job. Stateless. */
public final class KafkaEnds {

  /** Offsets are committed under it for those who watch; counting goes by its own state. */
  private static final String GROUP = "tallystick-counting";

  private static final String DISCOVERY_MILLIS = "10000";
  private static final int RECORD_BYTES_MORE = 1 << 20;

  private KafkaEnds() {}

  /** Makes sure that both topics are there. */
  public static void ensureTopics(NodeConfiguration configuration) {
    KafkaConfiguration kafka = configuration.kafka();
    TopicSettings settings = new TopicSettings(
        kafka.topicPartitions(),
        kafka.replicationFactor(),
        kafka.retention().toMillis(),
        configuration.events().bodyBytesMax() + RECORD_BYTES_MORE);
    EventTopic.ensure(connection(kafka, kafka.topic()), settings);
    EventTopic.ensure(connection(kafka, kafka.deadLetterTopic()), settings);
  }

  private static KafkaConnection connection(KafkaConfiguration kafka, String topic) {
    return new KafkaConnection(
        kafka.bootstrapServers(), topic, kafka.properties().map(KafkaEnds::read).orElse(Map.of()));
  }

  /** The event topic, from its beginning unless state says where to go on. */
  public static KafkaSource<LogRecord> events(KafkaConfiguration kafka, int partitions) {
    return KafkaSource.<LogRecord>builder()
        .setBootstrapServers(kafka.bootstrapServers())
        .setTopics(kafka.topic())
        .setGroupId(GROUP)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setProperty("partition.discovery.interval.ms", DISCOVERY_MILLIS)
        .setProperty("commit.offsets.on.checkpoint", "true")
        .setProperties(operatorsOwn(kafka))
        .setDeserializer(new TopicRecords(partitions))
        .build();
  }

  /** The topic of dead letters. Each comes at least once; its key says which it is. */
  public static Sink<DeadRecord> deadLetters(KafkaConfiguration kafka) {
    KafkaConnection connection = connection(kafka, kafka.deadLetterTopic());
    return new DeadLetterSink(
        connection.topic(),
        connection.clientSettings(Map.of(
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.CLIENT_ID_CONFIG,
            "tallystick-dead-letters",
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            kafka.compression())));
  }

  private static Properties operatorsOwn(KafkaConfiguration kafka) {
    Properties properties = new Properties();
    kafka.properties().ifPresent(file -> properties.putAll(read(file)));
    return properties;
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
