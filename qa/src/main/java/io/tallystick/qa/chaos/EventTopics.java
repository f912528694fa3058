package io.tallystick.qa.chaos;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.TopicDescription;

/** Changes the topic of the events as an operator does, with Kafka's own means. */
final class EventTopics {

  private static final String TOPIC = "tallystick-events";
  private static final int ADDED = 3;

  private EventTopics() {}

  /** Adds some partitions; returns how many there are then. */
  static int addPartitions(String bootstrapServers)
      throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Map<String, TopicDescription> topics =
          admin.describeTopics(Set.of(TOPIC)).allTopicNames().get();
      int count = Objects.requireNonNull(topics.get(TOPIC)).partitions().size() + ADDED;
      admin
          .createPartitions(Map.of(TOPIC, NewPartitions.increaseTo(count)))
          .all()
          .get();
      return count;
    }
  }
}
