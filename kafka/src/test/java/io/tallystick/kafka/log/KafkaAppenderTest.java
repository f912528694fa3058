package io.tallystick.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.cluster.ClusterProcess;
import io.tallystick.cluster.KafkaCluster;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.log.EventLog;
import io.tallystick.kafka.client.KafkaConnection;
import io.tallystick.kafka.client.TopicSettings;
import io.tallystick.testkit.log.EventValues;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what was acknowledged is in the topic whatever happens to the broker; what cannot be
 * acknowledged fails within a bounded time and in bounded memory; and it goes on by itself.
 *
 * <p>Method: a broker of the test's own that is killed, stopped and started again under load.
 */
final class KafkaAppenderTest {

  private static final int PARTITIONS = 4;
  private static final TopicSettings TOPIC =
      new TopicSettings(2, OptionalInt.of(1), 3_600_000, 2 << 20);

  @Test
  void nothingThatWasAcknowledgedIsLostWhenTheBrokerIsKilled(@TempDir Path folder)
      throws Exception {
    try (KafkaCluster kafka = KafkaCluster.start(folder, 1)) {
      KafkaConnection connection = KafkaConnection.of(kafka.bootstrapServers(), "events");
      Set<String> acknowledged = ConcurrentHashMap.newKeySet();
      try (KafkaAppender appender = appender(connection, AppendSettings.DEFAULT)) {
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> load = List.of(
            load(appender, "x", acknowledged, stop), load(appender, "y", acknowledged, stop));
        ClusterProcess broker = kafka.brokers().get(0);
        for (int round = 0; round < 2; round++) {
          int before = acknowledged.size();
          TestTopics.await("progress", () -> acknowledged.size() > before + 2_000);
          broker.kill();
          broker.start();
        }
        int before = acknowledged.size();
        TestTopics.await("progress at the end", () -> acknowledged.size() > before + 2_000);
        stop.set(true);
        for (Thread each : load) {
          each.join();
        }
      }

      Set<String> found = new HashSet<>();
      try (KafkaLogReader reader =
          new KafkaLogReader(connection, Collections.nCopies(PARTITIONS, LogAnchor.BEGIN))) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          long offset = 0;
          EventLog.Entry entry = reader.read(partition, offset);
          while (entry != null) {
            EventValues.of(entry.batch()).forEach(event -> found.add(event.id()));
            offset += entry.count();
            entry = reader.read(partition, offset);
          }
        }
      }
      assertThat(found).containsAll(acknowledged);
    }
  }

  @Test
  void whileTheBrokerIsGoneAppendsFailInTimeAndThenAtOnce(@TempDir Path folder) throws Exception {
    AppendSettings settings = new AppendSettings(3_000, 1_000, 5, 64 << 10, 1 << 20, "lz4");
    try (KafkaCluster kafka = KafkaCluster.start(folder, 1)) {
      KafkaConnection connection = KafkaConnection.of(kafka.bootstrapServers(), "events");
      try (KafkaAppender appender = appender(connection, settings)) {
        // the first one may need longer than it has: a new broker has much to do
        TestTopics.await(
            "taken", () -> failure(appender, TestTopics.batch(0, 10, "before", 0)) == null);
        kafka.brokers().get(0).kill();

        Exception first = failure(appender, TestTopics.batch(0, 10, "first", 0));
        assertThat(first).as("waits for its whole time").isNotNull();
        // as many as come: memory stays bounded, and nobody waits
        int refused = 0;
        AtomicInteger ended = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
          if (appender.refusal() != null) {
            refused++;
          }
          appender
              .append(List.of(TestTopics.batch(i % PARTITIONS, 50, "more " + i, 0)))
              .whenComplete((nothing, failure) -> ended.incrementAndGet());
          assertThat(appender.pendingBytes()).isLessThanOrEqualTo(settings.bufferBytesMax());
        }
        assertThat(refused).as("by the head of a request").isGreaterThan(9_000);
        TestTopics.await("all have an answer", () -> ended.get() == 10_000);
        assertThat(appender.pendingBytes()).isZero();
        assertThat(appender.pendingAppends()).isZero();

        kafka.brokers().get(0).start();
        TestTopics.await(
            "taken again", () -> failure(appender, TestTopics.batch(1, 10, "after", 0)) == null);
        assertThat(appender.refusal()).isNull();
      }
    }
  }

  @Test
  void refusesUntilKafkaIsThere() throws Exception {
    KafkaConnection nowhere = KafkaConnection.of("127.0.0.1:1", "events");
    try (KafkaAppender appender = new KafkaAppender(
        nowhere, PARTITIONS, TOPIC, AppendSettings.DEFAULT, System::currentTimeMillis)) {
      Refusal refusal = appender.refusal();
      assertThat(refusal).extracting(Refusal::code).isEqualTo(ErrorCode.UNAVAILABLE);
      Exception failure = failure(appender, TestTopics.batch(0, 1, "early", 0));
      assertThat(failure).hasCauseInstanceOf(RefusedException.class);
      assertThat(appender.isConnected()).isFalse();
    }
  }

  @Test
  void whatIsTooLargeIsToldApartFromAKafkaThatFails() throws Exception {
    try (KafkaAppender appender = appender(TestTopics.connection(), TestTopics.PATIENT)) {
      Exception failure = failure(appender, TestTopics.batch(0, 300_000, "large", 0));

      assertThat(failure)
          .extracting(Throwable::getCause)
          .isInstanceOfSatisfying(
              RefusedException.class,
              refused -> assertThat(refused.refusal().code()).isEqualTo(ErrorCode.BODY_TOO_LARGE));
      assertThat(appender.refusal()).isNull();
      append(appender, TestTopics.batch(0, 10, "small", 0));
    }
  }

  private static KafkaAppender appender(KafkaConnection connection, AppendSettings settings) {
    KafkaAppender appender =
        new KafkaAppender(connection, PARTITIONS, TOPIC, settings, System::currentTimeMillis);
    TestTopics.await("topic known", () -> appender.refusal() == null);
    return appender;
  }

  /** Appends one batch after the other, again and again until it is acknowledged. */
  private static Thread load(
      KafkaAppender appender, String name, Set<String> acknowledged, AtomicBoolean stop) {
    Thread thread = new Thread(() -> {
      for (int i = 0; !stop.get(); i++) {
        EventLog.Append batch = TestTopics.batch(i % PARTITIONS, 20, name + i, i);
        if (failure(appender, batch) == null) {
          EventValues.of(batch.batch()).forEach(event -> acknowledged.add(event.id()));
        } else {
          // the broker that starts needs the processor
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
      }
    });
    thread.start();
    return thread;
  }

  private static void append(KafkaAppender appender, EventLog.Append batch) throws Exception {
    appender.append(List.of(batch)).toCompletableFuture().get(3, TimeUnit.MINUTES);
  }

  /** Why appending failed; null when it did not. */
  private static @Nullable Exception failure(KafkaAppender appender, EventLog.Append batch) {
    try {
      append(appender, batch);
      return null;
    } catch (ExecutionException e) {
      return e;
    } catch (Exception e) {
      throw new AssertionError("an append ends within its time", e);
    }
  }
}
