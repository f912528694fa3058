package io.tallystick.kafka.client;

import io.tallystick.configuration.KafkaConfiguration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * A Kafka cluster, and the event topic in it.
 *
 * @param bootstrapServers brokers to ask first, {@code host:port} with commas
 * @param topic the event topic
 * @param properties of every client, such as those of TLS and SASL; they win over ours
 */
public record KafkaConnection(
    String bootstrapServers, String topic, Map<String, String> properties) {

  private static final int TOPIC_LENGTH_MAX = 249;

  /** How old what is known about the cluster may be: so soon new topic partitions are used. */
  private static final int METADATA_MILLIS_MAX = 5_000;

  /** A broker that is gone is tried again after this, and later more and more seldom. */
  private static final int RECONNECT_MILLIS = 50;

  private static final int RECONNECT_MILLIS_MAX = 1_000;

  public KafkaConnection {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("bootstrapServers: empty (expected: host:port,…)");
    }
    if (!topic.matches("[a-zA-Z0-9._-]{1," + TOPIC_LENGTH_MAX + "}")
        || topic.equals(".")
        || topic.equals("..")) {
      throw new IllegalArgumentException("topic: " + topic + " (expected: 1.." + TOPIC_LENGTH_MAX
          + " letters, digits, '.', '_' and '-')");
    }
    properties = Map.copyOf(properties);
  }

  /** The cluster that the configuration names, and one of its topics. */
  public static KafkaConnection of(KafkaConfiguration kafka, String topic) {
    return new KafkaConnection(kafka.bootstrapServers(), topic, kafka.clientProperties());
  }

  /** A cluster that asks for nothing. */
  public static KafkaConnection of(String bootstrapServers, String topic) {
    return new KafkaConnection(bootstrapServers, topic, Map.of());
  }

  /**
   * The settings of a client: those that all of ours share, {@code own}, and those of the operator.
   */
  public Map<String, Object> clientSettings(Map<String, Object> own) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, METADATA_MILLIS_MAX);
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, RECONNECT_MILLIS);
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MILLIS_MAX);
    // our own meters tell what there is to tell
    settings.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
    settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    settings.putAll(own);
    settings.putAll(properties);
    return settings;
  }
}
