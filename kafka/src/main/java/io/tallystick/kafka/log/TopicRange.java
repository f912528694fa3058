package io.tallystick.kafka.log;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchSplitter;
import io.tallystick.core.log.MalformedLogBatchException;
import io.tallystick.kafka.client.KafkaConnection;
import io.tallystick.kafka.record.EventRecord;
import io.tallystick.kafka.record.EventRecordReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the topic holds between two positions, once; keeps nothing. Thread-safe; one call at a
 * time.
 */
public final class TopicRange implements AutoCloseable {

  private static final Duration POLL_TIME = Duration.ofMillis(100);
  private static final int FETCH_MILLIS_MAX = 20;

  /** How long Kafka may be silent, and reading one range may take, while somebody waits for it. */
  private static final int SILENT_MILLIS_MAX = 5_000;

  private static final int READ_MILLIS_MAX = 10_000;

  /** The same for a task that would have to begin again. */
  private static final int TASK_SILENT_MILLIS_MAX = 60_000;

  private static final int TASK_READ_MILLIS_MAX = 300_000;

  /** Takes one batch after the other. */
  public interface BatchVisitor {
    /**
     * @param topicPartition where it stands
     * @param arrivalMillis when the broker took it
     * @param batch whose events are all of the partition that was asked for
     */
    void batch(int topicPartition, long arrivalMillis, byte[] batch);
  }

  private final KafkaConnection connection;
  private final EventRecordReader records;
  private final LogBatchSplitter splitter;
  private final int silentMillisMax;
  private final int readMillisMax;
  private @Nullable KafkaConsumer<byte[], byte[]> consumer;

  /**
   * Connects when something is asked. Answers or refuses in some seconds.
   *
   * @param partitions of the cluster
   */
  public TopicRange(KafkaConnection connection, int partitions) {
    this(connection, partitions, SILENT_MILLIS_MAX, READ_MILLIS_MAX);
  }

  /** The same for a task that reads much: waits for minutes before it refuses. */
  public static TopicRange ofTask(KafkaConnection connection, int partitions) {
    return new TopicRange(connection, partitions, TASK_SILENT_MILLIS_MAX, TASK_READ_MILLIS_MAX);
  }

  private TopicRange(
      KafkaConnection connection, int partitions, int silentMillisMax, int readMillisMax) {
    this.silentMillisMax = silentMillisMax;
    this.readMillisMax = readMillisMax;
    this.connection = connection;
    this.records = new EventRecordReader(partitions);
    this.splitter = new LogBatchSplitter(partitions);
  }

  /** Positions after the last record of every topic partition, as they are now. */
  public synchronized Map<Integer, Long> ends() {
    return asked(open -> byNumber(open.endOffsets(topicPartitions(open))));
  }

  /** Positions of the first record of every topic partition that is still there. */
  public synchronized Map<Integer, Long> begins() {
    return asked(open -> byNumber(open.beginningOffsets(topicPartitions(open))));
  }

  private List<TopicPartition> topicPartitions(KafkaConsumer<byte[], byte[]> open) {
    return open.partitionsFor(connection.topic()).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  private static Map<Integer, Long> byNumber(Map<TopicPartition, Long> positions) {
    Map<Integer, Long> byNumber = new TreeMap<>();
    positions.forEach((each, position) -> byNumber.put(each.partition(), position));
    return byNumber;
  }

  /**
   * Visits the batches of one partition, those of each topic partition in their order. What the
   * topic no longer holds is left out.
   *
   * @param from where to begin in each topic partition; at its beginning where it is missing
   * @param end where to end; nothing is read where it is missing
   * @throws RefusedException {@link ErrorCode#UNAVAILABLE} when Kafka does not answer in time, or
   *     the range is too long to be read in time
   */
  public synchronized void read(
      int partition, Map<Integer, Long> from, Map<Integer, Long> end, BatchVisitor visitor) {
    asked(open -> {
      end.forEach((topicPartition, last) -> {
        long first = from.getOrDefault(topicPartition, 0L);
        if (first < last) {
          read(
              open,
              new TopicPartition(connection.topic(), topicPartition),
              first,
              last,
              partition,
              visitor);
        }
      });
      return end;
    });
  }

  private void read(
      KafkaConsumer<byte[], byte[]> open,
      TopicPartition topicPartition,
      long first,
      long last,
      int partition,
      BatchVisitor visitor) {
    open.assign(List.of(topicPartition));
    long begin = open.beginningOffsets(List.of(topicPartition)).getOrDefault(topicPartition, 0L);
    open.seek(topicPartition, Math.max(first, begin));
    long startNanos = System.nanoTime();
    while (open.position(topicPartition) < last) {
      if (System.nanoTime() - startNanos > TimeUnit.MILLISECONDS.toNanos(readMillisMax)) {
        throw unavailable(last - open.position(topicPartition) + " records not read in "
            + readMillisMax / 1_000 + " s");
      }
      for (ConsumerRecord<byte[], byte[]> read : open.poll(POLL_TIME)) {
        if (read.offset() < last) {
          visit(read, partition, visitor);
        }
      }
    }
  }

  private void visit(ConsumerRecord<byte[], byte[]> read, int partition, BatchVisitor visitor) {
    EventRecord said = records.read(read.key(), read.value(), read.headers());
    if (said instanceof EventRecord.Routed routed) {
      if (routed.partition() == partition) {
        visitor.batch(read.partition(), read.timestamp(), routed.batch());
      }
    } else if (said instanceof EventRecord.Unrouted unrouted) {
      try {
        for (EventLog.Append part : splitter.split(unrouted.batch())) {
          if (part.partition() == partition) {
            visitor.batch(read.partition(), read.timestamp(), part.batch());
          }
        }
      } catch (MalformedLogBatchException e) {
        return; // has no events; the counting job reports it
      }
    }
  }

  private interface Question<T> {
    T ask(KafkaConsumer<byte[], byte[]> open);
  }

  private <T> T asked(Question<T> question) {
    KafkaConsumer<byte[], byte[]> open = consumer;
    if (open == null) {
      open = new KafkaConsumer<>(
          connection.clientSettings(Map.of(
              ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
              "earliest",
              ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
              false,
              ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
              FETCH_MILLIS_MAX,
              ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
              silentMillisMax,
              ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
              SILENT_MILLIS_MAX)),
          new ByteArrayDeserializer(),
          new ByteArrayDeserializer());
      consumer = open;
    }
    try {
      return question.ask(open);
    } catch (KafkaException e) {
      close();
      throw unavailable(String.valueOf(e.getMessage()));
    }
  }

  private RefusedException unavailable(String problem) {
    return new RefusedException(
        ErrorCode.UNAVAILABLE,
        "topic " + connection.topic(),
        problem,
        "an answer of Kafka, try again");
  }

  @Override
  public synchronized void close() {
    KafkaConsumer<byte[], byte[]> open = consumer;
    consumer = null;
    if (open != null) {
      open.close();
    }
  }
}
