package io.tallystick.kafka.tail;

import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchSplitter;
import io.tallystick.core.log.MalformedLogBatchException;
import io.tallystick.core.node.Notice;
import io.tallystick.kafka.client.KafkaConnection;
import io.tallystick.kafka.record.EventRecord;
import io.tallystick.kafka.record.EventRecordReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topic from what is published, and knows what is in flight. Thread-safe.
 *
 * <p>Reads nothing until {@link #published} is called for the first time. Goes on by itself when
 * brokers were gone or topic partitions are added; {@link TailView#asOfMillis} tells how far it is.
 */
public final class TailFollower implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(TailFollower.class);

  private static final Duration POLL_TIME = Duration.ofMillis(50);
  private static final int FETCH_MILLIS_MAX = 50;
  private static final long END_NANOS = 100_000_000;
  private static final long DISCOVERY_NANOS = 5_000_000_000L;
  private static final int API_MILLIS_MAX = 3_000;
  private static final long RETRY_MILLIS = 200;
  private static final long REPORT_NANOS = 30_000_000_000L;

  private static final int RECORDS_MAX = 500_000;
  private static final int RUNS_MAX = 20_000;

  private final KafkaConnection connection;
  private final LongSupplier clock;
  private final EventRecordReader records;
  private final LogBatchSplitter splitter;
  private final Thread thread;
  private final TopicTail tail;
  private long epoch;
  private long asOfMillis = TailView.NEVER;
  /** Whether the tail has what it had as of then. */
  private boolean isRead;

  private boolean started;
  private boolean moved;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> following;
  private volatile boolean closed;
  private long reportNanos = System.nanoTime() - REPORT_NANOS;

  /**
   * Waits for what is published.
   *
   * @param partitions of the cluster
   * @param clock milliseconds since the epoch
   */
  public TailFollower(KafkaConnection connection, int partitions, LongSupplier clock) {
    this.connection = connection;
    this.clock = clock;
    this.records = new EventRecordReader(partitions);
    this.splitter = new LogBatchSplitter(partitions);
    this.tail = new TopicTail(partitions, RECORDS_MAX, RUNS_MAX);
    this.thread = new Thread(this::run, "tail-follower");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * One position for each topic partition, from what each partition has published at one epoch:
   * before the furthest of them all is published, since a checkpoint holds all records before its
   * barrier.
   *
   * @param logPositions of each partition, all of the same epoch
   */
  public static Map<Integer, Long> positions(Iterable<? extends Map<Integer, Long>> logPositions) {
    Map<Integer, Long> furthest = new TreeMap<>();
    for (Map<Integer, Long> positions : logPositions) {
      positions.forEach(
          (topicPartition, position) -> furthest.merge(topicPartition, position, Math::max));
    }
    return furthest;
  }

  /**
   * An epoch is published.
   *
   * @param publishedEpoch not less than the last one
   * @param positions for each topic partition: everything before it is counted and published; one
   *     that is missing is published nowhere. They never go back
   * @return what is in flight beyond it
   */
  public synchronized TailView published(long publishedEpoch, Map<Integer, Long> positions) {
    epoch = publishedEpoch;
    positions.forEach(tail::published);
    started = true;
    moved = true;
    notifyAll();
    return view();
  }

  /** What is in flight beyond the epoch that was published last. */
  public synchronized TailView view() {
    return tail.view(epoch, isRead ? asOfMillis : TailView.NEVER);
  }

  private void run() {
    while (!closed) {
      try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
        following = consumer;
        awaitStart();
        forget();
        follow(consumer);
      } catch (InterruptedException e) {
        return;
      } catch (WakeupException e) {
        LOGGER.debug("follower: closed");
      } catch (RuntimeException e) {
        report(e);
      }
      pause();
    }
  }

  private synchronized void awaitStart() throws InterruptedException {
    while (!started && !closed) {
      wait();
    }
  }

  /** A new consumer begins at the published positions again: until it is at the end, nobody knows. */
  private synchronized void forget() {
    tail.clear();
    isRead = false;
  }

  private void follow(KafkaConsumer<byte[], byte[]> consumer) {
    long discoveryNanos = System.nanoTime() - DISCOVERY_NANOS;
    long endNanos = System.nanoTime() - END_NANOS;
    End end = null;
    while (!closed) {
      long now = System.nanoTime();
      if (now - discoveryNanos >= DISCOVERY_NANOS && discover(consumer)) {
        discoveryNanos = now;
        end = null;
      }
      if (consumer.assignment().isEmpty()) {
        pause();
        continue;
      }
      skipPublished(consumer);
      if (end == null && now - endNanos >= END_NANOS) {
        end = askForEnd(consumer);
        endNanos = now;
      }
      for (ConsumerRecord<byte[], byte[]> read : consumer.poll(POLL_TIME)) {
        add(read);
      }
      if (end != null && end.isReached(consumer)) {
        reached(end.askedMillis);
        end = null;
      }
    }
  }

  /** Where the topic ended at a moment. */
  private record End(long askedMillis, Map<TopicPartition, Long> positions) {

    boolean isReached(KafkaConsumer<byte[], byte[]> consumer) {
      return positions.entrySet().stream()
          .allMatch(each -> consumer.position(each.getKey()) >= each.getValue());
    }
  }

  /** Takes topic partitions in that are new. Returns false when Kafka does not answer. */
  private boolean discover(KafkaConsumer<byte[], byte[]> consumer) {
    List<TopicPartition> all = new ArrayList<>();
    try {
      List<PartitionInfo> infos = consumer.partitionsFor(connection.topic());
      if (infos == null || infos.isEmpty()) {
        return false;
      }
      infos.forEach(info -> all.add(new TopicPartition(info.topic(), info.partition())));
    } catch (RetriableException e) {
      report(e);
      return false;
    }
    Set<TopicPartition> known = consumer.assignment();
    if (all.size() == known.size()) {
      return true;
    }
    List<TopicPartition> added =
        all.stream().filter(each -> !known.contains(each)).toList();
    consumer.assign(all);
    for (TopicPartition each : added) {
      long position = position(each);
      if (position > 0) {
        consumer.seek(each, position);
      } else {
        consumer.seekToBeginning(List.of(each));
      }
    }
    return true;
  }

  private synchronized long position(TopicPartition topicPartition) {
    return tail.position(topicPartition.partition());
  }

  /** What is published meanwhile need not be read. */
  private void skipPublished(KafkaConsumer<byte[], byte[]> consumer) {
    synchronized (this) {
      if (!moved) {
        return;
      }
      moved = false;
    }
    for (TopicPartition each : consumer.assignment()) {
      long published = position(each);
      if (published > 0 && consumer.position(each) < published) {
        consumer.seek(each, published);
      }
    }
  }

  private void add(ConsumerRecord<byte[], byte[]> read) {
    EventRecord said = records.read(read.key(), read.value(), read.headers());
    if (said instanceof EventRecord.Routed routed) {
      add(read, routed.partition(), routed.events(), routed.canary(), routed.timeMillisMin());
    } else if (said instanceof EventRecord.Unrouted unrouted) {
      try {
        for (EventLog.Append part : splitter.split(unrouted.batch())) {
          add(read, part.partition(), part.count(), part.canary(), part.timeMillisMin());
        }
      } catch (MalformedLogBatchException e) {
        LOGGER.debug("record {} of {} has no events", read.offset(), read.partition(), e);
      }
    }
  }

  private synchronized void add(
      ConsumerRecord<byte[], byte[]> read, int partition, int events, int canary, long timeMillis) {
    tail.add(read.partition(), read.offset(), partition, events, canary, timeMillis);
  }

  private @Nullable End askForEnd(KafkaConsumer<byte[], byte[]> consumer) {
    long asked = clock.getAsLong();
    try {
      return new End(asked, consumer.endOffsets(consumer.assignment()));
    } catch (RetriableException e) {
      report(e);
      return null;
    }
  }

  private synchronized void reached(long askedMillis) {
    asOfMillis = Math.max(asOfMillis, askedMillis);
    isRead = true;
  }

  private synchronized void pause() {
    if (closed) {
      return;
    }
    try {
      wait(RETRY_MILLIS);
    } catch (InterruptedException e) {
      closed = true;
      Thread.currentThread().interrupt();
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
        Notice.of(
                "tail-stale",
                "kafka at " + connection.bootstrapServers()
                    + ": what is in flight is not up to date")
            .did("trying again")
            .with("topic", connection.topic()),
        failure);
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        connection.clientSettings(Map.of(
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            FETCH_MILLIS_MAX,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            API_MILLIS_MAX,
            ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            API_MILLIS_MAX)),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    closed = true;
    synchronized (this) {
      notifyAll();
    }
    KafkaConsumer<byte[], byte[]> open = following;
    if (open != null) {
      open.wakeup();
    }
    try {
      thread.join(API_MILLIS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
