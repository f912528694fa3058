package io.tallystick.kafka.log;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.node.Notice;
import io.tallystick.kafka.client.EventTopic;
import io.tallystick.kafka.client.KafkaConnection;
import io.tallystick.kafka.client.TopicSettings;
import io.tallystick.kafka.record.EventRecordWriter;
import io.tallystick.kafka.record.RowKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends batches of events to Kafka. Never blocks the caller; memory and time are bounded.
 * Thread-safe.
 *
 * <p>Works from the moment it is made: until Kafka is reached and the topic is there, every append
 * is refused, and {@link #refusal} says why.
 */
public final class KafkaAppender implements AutoCloseable {

  /*
   * One record is the batch that one request has for one partition. Kafka's producer gathers the
   * records of many requests for a topic partition, compresses them together and sends them when
   * they fill a request or have waited for the linger time. Merging the batches themselves would
   * make them denser, but decoding and encoding them again costs several times what a record does
   * (about 5 µs, for some 60 events of a request of 1,000 over 16 partitions).
   *
   * The producer would block where it has no metadata or no memory: with max.block.ms = 0 it fails
   * instead, and a thread of our own keeps the metadata known. The same thread notices that there
   * are more topic partitions. In between, the old number is as good: whoever counts looks at the
   * partition, not at the topic partition.
   */

  private static final Logger LOGGER = LoggerFactory.getLogger(KafkaAppender.class);

  private static final long KEEP_MILLIS = 1_000;
  private static final long REPORT_NANOS = 30_000_000_000L;
  private static final Duration CLOSE_TIME_MAX = Duration.ofSeconds(5);
  private static final int REQUEST_MILLIS_MAX = 5_000;

  private final KafkaConnection connection;
  private final Runnable topicCheck;
  private final int recordBytesMax;
  private final AppendSettings settings;
  private final LongSupplier clock;
  private final int partitions;
  private final EventRecordWriter writer;
  private final AppendHealth health;
  private final Thread keeper;
  private volatile @Nullable Producer<byte[], byte[]> producer;
  private volatile int topicPartitions;
  private volatile String missing = "not reached yet";
  private volatile boolean broken;
  private volatile boolean closed;
  private long reportNanos = System.nanoTime() - REPORT_NANOS;

  /**
   * Begins to connect.
   *
   * @param partitions of the cluster
   * @param topic what the topic is created with where there is none
   * @param clock milliseconds since the epoch; the broker's clock wins
   */
  public KafkaAppender(
      KafkaConnection connection,
      int partitions,
      TopicSettings topic,
      AppendSettings settings,
      LongSupplier clock) {
    this(
        connection,
        partitions,
        () -> EventTopic.ensure(connection, topic),
        topic.recordBytesMax(),
        settings,
        clock);
  }

  /**
   * @param topicCheck throws as long as the topic is not fit
   */
  KafkaAppender(
      KafkaConnection connection,
      int partitions,
      Runnable topicCheck,
      int recordBytesMax,
      AppendSettings settings,
      LongSupplier clock) {
    this.connection = connection;
    this.partitions = partitions;
    this.topicCheck = topicCheck;
    this.recordBytesMax = recordBytesMax;
    this.settings = settings;
    this.clock = clock;
    this.writer = new EventRecordWriter(connection.topic(), partitions);
    this.health =
        new AppendHealth(settings.stallMillisMax(), settings.bufferBytesMax(), System::nanoTime);
    this.keeper = new Thread(this::keep, "kafka-appender");
    keeper.setDaemon(true);
    keeper.start();
  }

  /** As {@link EventLog#append}. */
  public CompletionStage<Void> append(List<EventLog.Append> appends) {
    long bytes = 0;
    for (EventLog.Append append : appends) {
      check(append);
      bytes += append.batch().length;
    }
    int count = topicPartitions;
    return send(bytes, appends.size(), index -> writer.batch(appends.get(index), count, now()));
  }

  /** Gives up the dead letter at {@code offset} of {@code partition}. */
  public CompletionStage<Void> discard(int partition, long offset, String note) {
    int count = topicPartitions;
    return send(note.length(), 1, index -> writer.discard(partition, offset, note, count, now()));
  }

  /**
   * Has rows of totals published again as they are.
   *
   * @param rowKeys without their partition, at most {@link RowKeys#COUNT_MAX}
   */
  public CompletionStage<Void> republish(List<byte[]> rowKeys) {
    int count = topicPartitions;
    long bytes = rowKeys.stream().mapToLong(key -> key.length).sum();
    return send(bytes, 1, index -> writer.republish(rowKeys, count, now()));
  }

  /** Makes the record at an index. */
  private interface Records {
    ProducerRecord<byte[], byte[]> at(int index);
  }

  private CompletionStage<Void> send(long bytes, int count, Records records) {
    Producer<byte[], byte[]> open = producer;
    Refusal refusal = refusal();
    if (refusal == null) {
      refusal = health.begin(bytes);
    }
    if (refusal != null || open == null) {
      return CompletableFuture.failedFuture(
          refusal == null
              ? new IllegalStateException("log: closed")
              : new RefusedException(refusal));
    }
    PendingAppend pending = new PendingAppend(count, bytes, health);
    for (int i = 0; i < count; i++) {
      try {
        open.send(records.at(i), pending);
      } catch (RuntimeException e) {
        // the producer is closed, or has failed for good: the keeper makes another one
        broken = true;
        pending.ended(count - i, e);
        break;
      }
    }
    return pending.done();
  }

  private void check(EventLog.Append append) {
    if (append.partition() < 0 || append.partition() >= partitions) {
      throw new IllegalArgumentException(
          "partition: " + append.partition() + " (expected: 0.." + (partitions - 1) + ")");
    }
  }

  private long now() {
    return clock.getAsLong();
  }

  /** Why appends are refused at the moment; null while they are taken. */
  public @Nullable Refusal refusal() {
    if (closed) {
      throw new IllegalStateException("log: closed (expected: open)");
    }
    if (topicPartitions == 0) {
      return Refusal.of(
          ErrorCode.UNAVAILABLE, "log", "topic " + connection.topic() + ": " + missing, "there");
    }
    return health.refusal();
  }

  /** Whether the topic was found. Once it was, this stays so. */
  public boolean isConnected() {
    return topicPartitions > 0;
  }

  /** Number of partitions that keys count in. */
  public int partitions() {
    return partitions;
  }

  /** Topic partitions as they are known now; 0: not yet. */
  public int topicPartitions() {
    return topicPartitions;
  }

  /** Appends that are not acknowledged yet. */
  public long pendingAppends() {
    return health.pending();
  }

  /** Their bytes. */
  public long pendingBytes() {
    return health.bytes();
  }

  private void keep() {
    while (!closed) {
      try {
        keepOnce();
      } catch (RuntimeException e) {
        missing = String.valueOf(e.getMessage());
        report(e);
      }
      try {
        Thread.sleep(topicPartitions == 0 ? KEEP_MILLIS / 5 : KEEP_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void keepOnce() {
    Producer<byte[], byte[]> open = producer;
    if (open != null && broken) {
      LOGGER.warn(
          "{}",
          Notice.of("producer-failed", "kafka: the producer has failed for good")
              .did("another one is made"));
      open.close(Duration.ZERO);
      broken = false;
      producer = null;
      topicPartitions = 0;
      missing = "the producer failed for good";
      open = null;
    }
    if (open == null) {
      topicCheck.run();
      open = new KafkaProducer<>(
          producerSettings(), new ByteArraySerializer(), new ByteArraySerializer());
      producer = open;
    }
    try {
      topicPartitions = open.partitionsFor(connection.topic()).size();
    } catch (org.apache.kafka.common.errors.TimeoutException e) {
      // asked for, and known the next time
      return;
    }
  }

  private void report(RuntimeException failure) {
    long now = System.nanoTime();
    if (closed || now - reportNanos < REPORT_NANOS) {
      return;
    }
    reportNanos = now;
    LOGGER.warn(
        "{}",
        Notice.of("kafka-unusable", "kafka at " + connection.bootstrapServers() + ": " + missing)
            .did("events are refused, trying again")
            .with("topic", connection.topic()),
        failure instanceof EventTopic.UnfitTopicException ? null : failure);
  }

  private Map<String, Object> producerSettings() {
    return connection.clientSettings(Map.ofEntries(
        Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
        Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
        Map.entry(ProducerConfig.LINGER_MS_CONFIG, settings.lingerMillis()),
        Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, settings.batchBytes()),
        Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, settings.compression()),
        Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, settings.bufferBytesMax()),
        Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0),
        Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, recordBytesMax),
        Map.entry(
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            Math.min(REQUEST_MILLIS_MAX, settings.deliveryMillisMax() - settings.lingerMillis())),
        Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, settings.deliveryMillisMax())));
  }

  /** Waits for what is under way, for some seconds, and ends. */
  @Override
  public void close() {
    closed = true;
    keeper.interrupt();
    try {
      keeper.join(CLOSE_TIME_MAX.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Producer<byte[], byte[]> open = producer;
    if (open != null) {
      open.close(CLOSE_TIME_MAX);
    }
  }
}
