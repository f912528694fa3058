package io.tallystick.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.kafka.log.TestTopics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/** Goal: the topic is made as counting needs it, and one that would lose events is refused. */
final class EventTopicTest {

  private static final TopicSettings SETTINGS =
      new TopicSettings(3, OptionalInt.of(1), 3_600_000, 5 << 20);

  private final KafkaConnection connection = TestTopics.connection();

  @Test
  void isCreatedOnceAndMayGrow() {
    assertThat(EventTopic.ensure(connection, SETTINGS)).isEqualTo(3);
    assertThat(EventTopic.ensure(connection, SETTINGS)).isEqualTo(3);
    try (Admin admin = EventTopic.admin(connection)) {
      assertThat(value(admin, "message.timestamp.type")).isEqualTo("LogAppendTime");
      assertThat(value(admin, "min.insync.replicas")).isEqualTo("1");
      assertThat(value(admin, "retention.ms")).isEqualTo("3600000");
      assertThat(value(admin, "max.message.bytes")).isEqualTo("5242880");
      assertThat(value(admin, "unclean.leader.election.enable")).isEqualTo("false");

      EventTopic.await(admin
          .createPartitions(Map.of(connection.topic(), NewPartitions.increaseTo(5)))
          .all());
      TestTopics.await("partitions", () -> EventTopic.ensure(connection, SETTINGS) == 5);
    }
  }

  @Test
  void allButOneReplicaMustHaveWhatIsAcknowledged() {
    assertThat(inSync(OptionalInt.of(1))).hasValue(1);
    assertThat(inSync(OptionalInt.of(2))).hasValue(1);
    assertThat(inSync(OptionalInt.of(3))).hasValue(2);
    assertThat(inSync(OptionalInt.of(5))).hasValue(4);
    assertThat(inSync(OptionalInt.empty())).isEmpty();
  }

  private static OptionalInt inSync(OptionalInt replicas) {
    return new TopicSettings(1, replicas, 1, 1).inSyncReplicasMin();
  }

  @Test
  void theBrokersMaySayHowManyReplicas() {
    TopicSettings settings = new TopicSettings(1, OptionalInt.empty(), 3_600_000, 5 << 20);
    assertThat(EventTopic.ensure(connection, settings)).isEqualTo(1);
  }

  @Test
  void whatWouldMisjudgeOrLoseEventsIsRefused() {
    TestTopics.create(
        connection, 1, Map.of("message.timestamp.type", "CreateTime", "cleanup.policy", "compact"));

    assertThatThrownBy(() -> EventTopic.ensure(connection, SETTINGS))
        .isInstanceOf(EventTopic.UnfitTopicException.class)
        .hasMessageContaining("message.timestamp.type: CreateTime (expected: LogAppendTime")
        .hasMessageContaining("cleanup.policy: compact (expected: delete");
  }

  private String value(Admin admin, String name) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, connection.topic());
    Config config = Objects.requireNonNull(
        EventTopic.await(admin.describeConfigs(List.of(resource)).all()).get(resource));
    return config.get(name).value();
  }
}
