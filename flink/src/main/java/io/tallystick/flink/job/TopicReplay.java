package io.tallystick.flink.job;

import io.tallystick.flink.archive.TopicSource;
import io.tallystick.kafka.client.KafkaConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The event topic, read again. Used by one thread, and closed when that has ended. */
final class TopicReplay implements TopicSource {

  private static final Duration POLL_TIME = Duration.ofMillis(500);
  private static final long SILENT_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);
  private static final long ASKED_SECONDS_MAX = 10;
  private static final int FETCH_BYTES_MAX = 4 << 20;

  private final KafkaConnection connection;
  private @Nullable KafkaConsumer<byte[], byte[]> consumer;

  TopicReplay(KafkaConnection connection) {
    this.connection = connection;
  }

  /** Opens one in a task. */
  static Factory factory(KafkaConnection connection) {
    // the connection itself cannot travel
    String servers = connection.bootstrapServers();
    String topic = connection.topic();
    HashMap<String, String> properties = new HashMap<>(connection.properties());
    return () -> new TopicReplay(new KafkaConnection(servers, topic, properties));
  }

  @Override
  public String id() throws IOException {
    try (Admin admin = Admin.create(connection.clientSettings(Map.of()))) {
      var described = admin.describeTopics(List.of(connection.topic())).topicNameValues();
      return Objects.requireNonNull(described.get(connection.topic()))
          .get(ASKED_SECONDS_MAX, TimeUnit.SECONDS)
          .topicId()
          .toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("topic " + connection.topic() + ": interrupted", e);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new IOException("topic " + connection.topic() + ": Kafka does not answer", e);
    }
  }

  @Override
  public long begin(int topicPartition) throws IOException {
    TopicPartition asked = new TopicPartition(connection.topic(), topicPartition);
    try {
      return open().beginningOffsets(List.of(asked)).getOrDefault(asked, 0L);
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  private KafkaConsumer<byte[], byte[]> open() {
    KafkaConsumer<byte[], byte[]> open = consumer;
    if (open == null) {
      open = new KafkaConsumer<>(
          connection.clientSettings(Map.of(
              ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
              "earliest",
              ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
              false,
              ConsumerConfig.CLIENT_ID_CONFIG,
              "tallystick-archive",
              ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
              FETCH_BYTES_MAX,
              ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
              FETCH_BYTES_MAX)),
          new ByteArrayDeserializer(),
          new ByteArrayDeserializer());
      consumer = open;
    }
    return open;
  }

  private IOException failed(KafkaException cause) {
    close();
    return new IOException("topic " + connection.topic() + ": " + cause.getMessage(), cause);
  }

  @Override
  public void read(int topicPartition, long begin, long end, RecordVisitor visitor)
      throws IOException {
    try {
      KafkaConsumer<byte[], byte[]> open = open();
      TopicPartition asked = new TopicPartition(connection.topic(), topicPartition);
      open.assign(List.of(asked));
      open.seek(asked, begin);
      long position = begin;
      long movedNanos = System.nanoTime();
      while (position < end) {
        for (ConsumerRecord<byte[], byte[]> record : open.poll(POLL_TIME)) {
          if (record.offset() < end) {
            visitor.record(record);
          }
        }
        long now = open.position(asked);
        if (now != position) {
          position = now;
          movedNanos = System.nanoTime();
        } else if (System.nanoTime() - movedNanos > SILENT_NANOS_MAX) {
          throw new IOException("topic " + connection.topic() + ": nothing came from partition "
              + topicPartition + " at " + position + " (expected: records up to " + end + ")");
        }
      }
      open.unsubscribe();
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    KafkaConsumer<byte[], byte[]> open = consumer;
    consumer = null;
    if (open != null) {
      open.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
    }
  }
}
