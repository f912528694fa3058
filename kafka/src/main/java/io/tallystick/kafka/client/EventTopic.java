package io.tallystick.kafka.client;

import io.tallystick.core.node.Notice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the event topic where there is none, and checks the one that there is. Stateless. */
public final class EventTopic {

  private static final Logger LOGGER = LoggerFactory.getLogger(EventTopic.class);
  private static final int TIMEOUT_MILLIS = 10_000;

  /** The topic cannot be what the settings ask for; trying again does not help. */
  public static final class UnfitTopicException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnfitTopicException(String message) {
      super(message);
    }
  }

  private EventTopic() {}

  /**
   * Makes sure that the topic is there and fit.
   *
   * @return how many partitions it has
   * @throws UnfitTopicException when its events would be lost or misjudged
   * @throws RuntimeException when Kafka does not answer; try again
   */
  public static int ensure(KafkaConnection connection, TopicSettings settings) {
    try (Admin admin = admin(connection)) {
      Optional<TopicDescription> there = describe(admin, connection.topic());
      if (there.isEmpty()) {
        create(admin, connection.topic(), settings);
        there = described(admin, connection.topic());
      }
      if (there.isEmpty()) {
        throw new IllegalStateException("kafka.topic: " + connection.topic()
            + " was created and is not there yet (expected:" + " soon)");
      }
      check(admin, connection.topic(), there.get(), settings);
      return there.get().partitions().size();
    }
  }

  /** A client for tasks of operators. */
  public static Admin admin(KafkaConnection connection) {
    return Admin.create(connection.clientSettings(Map.of(
        CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
        TIMEOUT_MILLIS,
        CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
        TIMEOUT_MILLIS)));
  }

  private static void create(Admin admin, String topic, TopicSettings settings) {
    Map<String, String> configs = new HashMap<>();
    configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
    configs.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(settings.retentionMillis()));
    configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    settings
        .inSyncReplicasMin()
        .ifPresent(
            min -> configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(min)));
    configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(settings.recordBytesMax()));
    // what was acknowledged outlives brokers that crash one after the other
    configs.put(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
    Optional<Short> factor = settings.replicationFactor().isPresent()
        ? Optional.of((short) settings.replicationFactor().getAsInt())
        : Optional.empty();
    NewTopic created =
        new NewTopic(topic, Optional.of(settings.partitions()), factor).configs(configs);
    try {
      await(admin.createTopics(List.of(created)).all());
      LOGGER.info(
          "{}",
          Notice.of(
                  "topic-created",
                  "topic " + topic + " created with " + settings.partitions() + " partitions")
              .with("topic", topic)
              .with("partitions", settings.partitions()));
    } catch (TopicExistsException e) {
      LOGGER.debug("topic {} was created by another node meanwhile", topic);
    }
  }

  /** A broker may not know yet what the controller has just created. */
  private static Optional<TopicDescription> described(Admin admin, String topic) {
    for (int attempt = 0; attempt < 50; attempt++) {
      Optional<TopicDescription> there = describe(admin, topic);
      if (there.isPresent()) {
        return there;
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return Optional.empty();
  }

  private static Optional<TopicDescription> describe(Admin admin, String topic) {
    try {
      return Optional.ofNullable(
          await(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic));
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    }
  }

  private static void check(
      Admin admin, String topic, TopicDescription there, TopicSettings settings) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config = Objects.requireNonNull(
        await(admin.describeConfigs(List.of(resource)).all()).get(resource));
    List<String> problems = new ArrayList<>();
    require(
        config,
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
        "LogAppendTime",
        "copies are recognized by when they arrived, which only the broker knows",
        problems);
    require(
        config,
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_DELETE,
        "events of one key would replace each other",
        problems);
    if (!problems.isEmpty()) {
      throw new UnfitTopicException("topic " + topic + ": " + String.join("; ", problems));
    }
    settings
        .inSyncReplicasMin()
        .ifPresent(min -> atLeast(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, min, topic));
    atLeast(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, settings.recordBytesMax(), topic);
    int replicas = there.partitions().get(0).replicas().size();
    int brokers = await(admin.describeCluster().nodes()).size();
    int expected = settings.replicationFactor().orElse(Math.min(2, brokers));
    if (replicas < expected) {
      LOGGER.warn(
          "{}",
          Notice.of(
                  "topic-unsafe",
                  "topic " + topic + ": " + replicas + " replicas (expected: >= " + expected + ")")
              .advice("kafka-reassign-partitions adds some")
              .with("topic", topic));
    }
  }

  private static void require(
      Config config, String name, String expected, String reason, List<String> problems) {
    String value = config.get(name).value();
    if (!expected.equals(value)) {
      problems.add(name + ": " + value + " (expected: " + expected + ", " + reason + ")");
    }
  }

  private static void atLeast(Config config, String name, long expected, String topic) {
    String value = config.get(name).value();
    if (Long.parseLong(value) < expected) {
      LOGGER.warn(
          "{}",
          Notice.of(
                  "topic-unsafe",
                  "topic " + topic + ": " + name + ": " + value + " (expected: >= " + expected
                      + ")")
              .advice("kafka-configs --alter sets it")
              .with("topic", topic));
    }
  }

  /** What {@code future} comes to, within a bounded time. */
  public static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("kafka: no answer within " + TIMEOUT_MILLIS + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
