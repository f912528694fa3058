package io.tallystick.kafka.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.cluster.KafkaCluster;
import io.tallystick.core.log.EventLog;
import io.tallystick.kafka.client.EventTopic;
import io.tallystick.kafka.client.KafkaConnection;
import io.tallystick.kafka.client.TopicSettings;
import io.tallystick.kafka.log.KafkaAppender;
import io.tallystick.kafka.log.TestTopics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what is in flight is known, whoever produced it, and is known again after Kafka was gone or
 * topic partitions were added.
 *
 * <p>Method: a real broker, appends and publications by hand.
 */
final class TailFollowerTest {

  private static final int PARTITIONS = 4;
  private static final long NOW = 1_795_341_600_000L;
  private static final TopicSettings TOPIC =
      new TopicSettings(2, OptionalInt.of(1), 3_600_000, 5 << 20);

  @Test
  void countsFromThePublishedPositionsOn() throws Exception {
    KafkaConnection connection = TestTopics.connection();
    try (KafkaAppender appender = appender(connection);
        TailFollower follower =
            new TailFollower(connection, PARTITIONS, System::currentTimeMillis)) {
      append(appender, batch(0, 10, "a", NOW), batch(1, 5, "a", NOW + 1), canary(2, 3));
      assertThat(follower.view().asOfMillis())
          .as("nothing is published yet")
          .isEqualTo(TailView.NEVER);

      follower.published(7, Map.of());
      TailView first = upToDate(follower);
      assertThat(first.epoch()).isEqualTo(7);
      assertThat(first.isExact()).isTrue();
      assertCounts(first, 10, 5, 3, 0);
      assertThat(first.partitions().get(2).canary()).isEqualTo(3);
      assertThat(first.timeMillisMin()).as("the canary's").isEqualTo(NOW - 5_000);

      // topic partition 0 has partitions 0 and 2, topic partition 1 has 1 and 3
      TailView second = follower.published(8, Map.of(0, 1L, 1, 1L));
      assertCounts(second, 0, 0, 3, 0);
      assertThat(second.timeMillisMin()).isEqualTo(NOW - 5_000);

      append(appender, batch(3, 2, "b", NOW - 1_000), batch(0, 1, "b", NOW));
      TailView third = upToDate(follower);
      assertCounts(third, 1, 0, 3, 2);
      assertThat(third.timeMillisMin()).isEqualTo(NOW - 5_000);
      assertThat(follower.published(9, Map.of(0, 2L)).timeMillisMin()).isEqualTo(NOW - 1_000);
      assertThat(follower.published(10, Map.of(0, 3L, 1, 2L)).timeMillisMin())
          .isEqualTo(Long.MAX_VALUE);
    }
  }

  @Test
  void aFollowerThatStartsLaterBeginsAtThePublishedPositions() throws Exception {
    KafkaConnection connection = TestTopics.connection();
    try (KafkaAppender appender = appender(connection)) {
      append(appender, batch(0, 10, "a", NOW), batch(1, 5, "a", NOW), batch(0, 1, "b", NOW));
      try (TailFollower follower =
          new TailFollower(connection, PARTITIONS, System::currentTimeMillis)) {
        Map<Integer, Long> positions =
            TailFollower.positions(List.of(Map.of(0, 1L), Map.of(), Map.of(0, 0L)));
        assertThat(positions).isEqualTo(Map.of(0, 1L));
        follower.published(3, positions);
        assertCounts(upToDate(follower), 1, 5, 0, 0);
      }
    }
  }

  @Test
  void eventsOfSimpleProducersAreFoundInTheirPartitions() throws Exception {
    KafkaConnection connection = TestTopics.connection();
    EventTopic.ensure(connection, TOPIC);
    Map<String, Object> settings =
        new HashMap<>(Map.of("bootstrap.servers", connection.bootstrapServers()));
    try (KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        TailFollower follower =
            new TailFollower(connection, PARTITIONS, System::currentTimeMillis)) {
      follower.published(1, Map.of());
      byte[] batch = TestTopics.batch(0, 400, "simple", NOW).batch();
      producer.send(new ProducerRecord<>(connection.topic(), batch)).get(60, TimeUnit.SECONDS);
      producer
          .send(new ProducerRecord<>(connection.topic(), new byte[] {1, 2, 3}))
          .get(60, TimeUnit.SECONDS);

      TailView view = upToDate(follower);
      assertThat(
              view.partitions().stream().mapToLong(TailView.Partition::events).sum())
          .isEqualTo(400);
      assertThat(view.partitions())
          .as("ids spread")
          .allSatisfy(partition -> assertThat(partition.events()).isPositive());
      assertThat(view.timeMillisMin()).isEqualTo(NOW);
    }
  }

  @Test
  void goesOnWhenKafkaWasGoneAndWhenTopicPartitionsAreAdded(@TempDir Path folder) throws Exception {
    try (KafkaCluster kafka = KafkaCluster.start(folder, 1)) {
      KafkaConnection connection = KafkaConnection.of(kafka.bootstrapServers(), "events");
      try (KafkaAppender appender = appender(connection);
          TailFollower follower =
              new TailFollower(connection, PARTITIONS, System::currentTimeMillis)) {
        follower.published(1, Map.of());
        append(appender, batch(0, 10, "a", NOW));
        assertCounts(upToDate(follower), 10, 0, 0, 0);

        try (Watch watch = new Watch(follower, view -> view.partitions().get(0).events() == 10)) {
          kafka.brokers().get(0).kill();
          kafka.brokers().get(0).start();
          TestTopics.await("appends work again", () -> tryAppend(appender, batch(1, 5, "b", NOW)));
          upToDate(follower);
          assertThat(watch.wrong()).as("a view without what it says it has").isNull();
        }
        assertThat(follower.view().partitions().get(0).events()).isEqualTo(10);
        assertThat(follower.view().partitions().get(1).events()).isPositive();

        try (Admin admin = EventTopic.admin(connection)) {
          EventTopic.await(admin
              .createPartitions(Map.of("events", NewPartitions.increaseTo(4)))
              .all());
        }
        TestTopics.await("topic partitions", () -> appender.topicPartitions() == 4);
        append(appender, batch(3, 7, "c", NOW));
        TestTopics.await(
            "events of a new topic partition",
            () -> follower.view().partitions().get(3).events() == 7);
      }
    }
  }

  /** Looks all the time whether something holds of every view that says as of when it is. */
  private static final class Watch implements AutoCloseable {

    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicReference<@Nullable TailView> wrong = new AtomicReference<>();
    private final Thread thread;

    Watch(TailFollower follower, Predicate<TailView> holds) {
      thread = new Thread(() -> {
        while (!ended.get()) {
          TailView view = follower.view();
          if (view.asOfMillis() != TailView.NEVER && !holds.test(view)) {
            wrong.set(view);
          }
          LockSupport.parkNanos(1_000_000);
        }
      });
      thread.start();
    }

    @Nullable
    TailView wrong() {
      return wrong.get();
    }

    @Override
    public void close() throws InterruptedException {
      ended.set(true);
      thread.join();
    }
  }

  private static boolean tryAppend(KafkaAppender appender, EventLog.Append append) {
    try {
      append(appender, append);
      return true;
    } catch (Exception e) {
      return false;
    }
  }

  private static KafkaAppender appender(KafkaConnection connection) {
    KafkaAppender appender = new KafkaAppender(
        connection, PARTITIONS, TOPIC, TestTopics.PATIENT, System::currentTimeMillis);
    TestTopics.await("topic known", appender::isConnected);
    return appender;
  }

  private static void append(KafkaAppender appender, EventLog.Append... appends) throws Exception {
    appender.append(List.of(appends)).toCompletableFuture().get(3, TimeUnit.MINUTES);
  }

  private static EventLog.Append batch(int partition, int count, String name, long timeMillis) {
    return TestTopics.batch(partition, count, name, timeMillis);
  }

  private static EventLog.Append canary(int partition, int count) {
    EventLog.Append batch = TestTopics.batch(partition, count, "canary", NOW - 5_000);
    return new EventLog.Append(partition, count, batch.batch(), batch.timeMillisMin(), count);
  }

  /** The view when everything that is in the topic now has been read. */
  private static TailView upToDate(TailFollower follower) {
    long now = System.currentTimeMillis();
    TestTopics.await("read to the end", () -> follower.view().asOfMillis() > now);
    return follower.view();
  }

  private static void assertCounts(TailView view, long... events) {
    assertThat(view.partitions().stream().mapToLong(TailView.Partition::events).toArray())
        .containsExactly(events);
  }
}
