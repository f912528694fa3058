package io.tallystick.kafka.log;

import io.tallystick.cluster.SharedComponents;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchWriter;
import io.tallystick.kafka.client.EventTopic;
import io.tallystick.kafka.client.KafkaConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Topics of their own for tests that share a broker, and batches to fill them with. */
public final class TestTopics {

  /** Longest time that a test waits for something to happen. */
  public static final Duration PATIENCE = Duration.ofMinutes(3);

  /** For tests that are not about a broker that does not answer: a machine may stand still. */
  public static final AppendSettings PATIENT =
      new AppendSettings(120_000, 120_000, 5, 256 << 10, 64L << 20, "lz4");

  private static final AtomicInteger NEXT = new AtomicInteger();

  private TestTopics() {}

  /** A connection to the shared broker, with the name of a topic that nobody else uses. */
  public static KafkaConnection connection() {
    return KafkaConnection.of(
        SharedComponents.kafka().bootstrapServers(), "events-" + NEXT.incrementAndGet());
  }

  /** Creates the topic of {@code connection}. */
  public static void create(
      KafkaConnection connection, int topicPartitions, Map<String, String> configs) {
    try (Admin admin = EventTopic.admin(connection)) {
      NewTopic topic =
          new NewTopic(connection.topic(), topicPartitions, (short) 1).configs(configs);
      EventTopic.await(admin.createTopics(List.of(topic)).all());
    }
  }

  /** A batch of {@code count} events, which no other batch of that name and partition has. */
  public static EventLog.Append batch(int partition, int count, String name, long timeMillis) {
    LogBatchWriter writer = new LogBatchWriter();
    EventDraft draft = new EventDraft();
    for (int i = 0; i < count; i++) {
      draft.source().set("default");
      draft.id().set(name + "/" + partition + "/" + i);
      draft.type().set("view");
      draft.subject().set("A");
      draft.timeMillis(timeMillis + i);
      writer.add(draft);
    }
    return new EventLog.Append(partition, count, writer.toByteArray(), writer.timeMillisMin());
  }

  /** Waits until {@code condition} holds. */
  public static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(what + ": not within " + PATIENCE.toSeconds() + " s");
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }
}
