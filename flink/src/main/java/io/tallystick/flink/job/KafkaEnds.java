package io.tallystick.flink.job;

import io.tallystick.configuration.KafkaConfiguration;
import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.flink.archive.TopicSource;
import io.tallystick.flink.count.DeadRecord;
import io.tallystick.flink.record.LogRecord;
import io.tallystick.flink.record.TopicRecords;
import io.tallystick.kafka.client.EventTopic;
import io.tallystick.kafka.client.KafkaConnection;
import io.tallystick.kafka.client.TopicSettings;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The topics at both ends of the job. Stateless. */
public final class KafkaEnds {

  /** Offsets are committed under it for those who watch; counting goes by its own state. */
  private static final String GROUP = "tallystick-counting";

  private static final String DISCOVERY_MILLIS = "10000";

  private KafkaEnds() {}

  /** Makes sure that both topics are there. */
  public static void ensureTopics(NodeConfiguration configuration) {
    KafkaConfiguration kafka = configuration.kafka();
    TopicSettings settings = TopicSettings.of(configuration);
    EventTopic.ensure(KafkaConnection.of(kafka, kafka.topic()), settings);
    EventTopic.ensure(KafkaConnection.of(kafka, kafka.deadLetterTopic()), settings);
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
    KafkaConnection connection = KafkaConnection.of(kafka, kafka.deadLetterTopic());
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

  /** The event topic, to be read again by whoever archives it. */
  public static TopicSource.Factory replay(KafkaConfiguration kafka) {
    return TopicReplay.factory(KafkaConnection.of(kafka, kafka.topic()));
  }

  private static Properties operatorsOwn(KafkaConfiguration kafka) {
    Properties properties = new Properties();
    properties.putAll(kafka.clientProperties());
    return properties;
  }
}
