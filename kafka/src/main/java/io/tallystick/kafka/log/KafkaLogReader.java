package io.tallystick.kafka.log;

import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchSplitter;
import io.tallystick.core.log.MalformedLogBatchException;
import io.tallystick.kafka.client.EventTopic;
import io.tallystick.kafka.client.KafkaConnection;
import io.tallystick.kafka.log.PartitionIndex.Place;
import io.tallystick.kafka.record.EventRecord;
import io.tallystick.kafka.record.EventRecordReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries by event offset, and trims. Thread-safe; one call at a time.
 *
 * <p>Kafka knows positions of records, not of events. So the records are scanned from the anchors
 * on, and where the entries lie is kept in memory: a bounded number of them, then the oldest are as
 * if they were trimmed. Whoever needs those opens a reader with an earlier anchor.
 */
public final class KafkaLogReader implements AutoCloseable {

  private static final Duration POLL_TIME = Duration.ofMillis(100);
  private static final long SCAN_NANOS_MAX = 60_000_000_000L;
  private static final int API_MILLIS_MAX = 10_000;

  /** Entries that are indexed; about 100 bytes each. */
  private static final int INDEX_ENTRIES_MAX = 500_000;

  /** Batches that are kept because they are likely to be read next. */
  private static final long CACHE_BYTES_MAX = 16L << 20;

  private final KafkaConnection connection;
  private final EventRecordReader records;
  private final LogBatchSplitter splitter;
  private final List<PartitionIndex> indexes = new ArrayList<>();
  private final Map<TopicPartition, Long> starts = new HashMap<>();
  private final LinkedHashMap<Place, byte[]> cache = new LinkedHashMap<>();
  private long cachedBytes;
  private int indexed;
  private @Nullable KafkaConsumer<byte[], byte[]> scanner;
  private @Nullable KafkaConsumer<byte[], byte[]> fetcher;
  private boolean closed;

  /**
   * Reads nothing yet.
   *
   * @param anchors of all partitions, of one moment
   */
  public KafkaLogReader(KafkaConnection connection, List<LogAnchor> anchors) {
    this.connection = connection;
    this.records = new EventRecordReader(anchors.size());
    this.splitter = new LogBatchSplitter(anchors.size());
    for (LogAnchor anchor : anchors) {
      indexes.add(new PartitionIndex(indexes.size(), anchor));
      anchor
          .positions()
          .forEach((topicPartition, position) -> starts.merge(
              new TopicPartition(connection.topic(), topicPartition), position, Math::min));
    }
  }

  /** As {@link EventLog#read}. */
  public synchronized EventLog.@Nullable Entry read(int partition, long offset) {
    PartitionIndex index = index(partition);
    if (offset >= index.end()) {
      scan();
    }
    if (offset < index.begin()) {
      throw new EventLog.TrimmedException(partition, offset, index.begin());
    }
    if (offset == index.end()) {
      return null;
    }
    Place place = index.at(offset);
    if (place == null) {
      throw new IllegalArgumentException("offset: " + offset
          + " (expected: where an entry begins, or the end at " + index.end() + ")");
    }
    byte[] batch = cache.get(place);
    return new EventLog.Entry(
        place.offset(),
        place.count(),
        place.arrivalMillis(),
        batch == null ? fetch(partition, place) : batch);
  }

  /** As {@link EventLog#begin}. */
  public synchronized long begin(int partition) {
    scan();
    return index(partition).begin();
  }

  /** As {@link EventLog#end}. */
  public synchronized long end(int partition) {
    scan();
    return index(partition).end();
  }

  /**
   * As {@link EventLog#trim}. A record is deleted when no partition needs it or one before it in
   * its topic partition.
   */
  public synchronized void trim(int partition, long offset) {
    scan();
    index(partition).trim(offset);
    Map<TopicPartition, RecordsToDelete> deleted = new HashMap<>();
    Map<TopicPartition, Long> needed = new HashMap<>();
    for (PartitionIndex index : indexes) {
      index
          .oldest()
          .forEach((topicPartition, position) -> needed.merge(
              new TopicPartition(connection.topic(), topicPartition), position, Math::min));
    }
    KafkaConsumer<byte[], byte[]> open = scanner();
    for (TopicPartition topicPartition : open.assignment()) {
      long before = needed.getOrDefault(topicPartition, open.position(topicPartition));
      deleted.put(topicPartition, RecordsToDelete.beforeOffset(before));
    }
    try (Admin admin = EventTopic.admin(connection)) {
      EventTopic.await(admin.deleteRecords(deleted).all());
    }
  }

  /** Where {@code partition} begins now. */
  synchronized LogAnchor anchor(int partition) {
    return index(partition).anchor();
  }

  private PartitionIndex index(int partition) {
    if (closed) {
      throw new IllegalStateException("log: closed (expected: open)");
    }
    if (partition < 0 || partition >= indexes.size()) {
      throw new IllegalArgumentException(
          "partition: " + partition + " (expected: 0.." + (indexes.size() - 1) + ")");
    }
    return indexes.get(partition);
  }

  /** Reads on to the end as it is now. */
  private void scan() {
    if (closed) {
      throw new IllegalStateException("log: closed (expected: open)");
    }
    KafkaConsumer<byte[], byte[]> open = scanner();
    assign(open);
    Map<TopicPartition, Long> ends = open.endOffsets(open.assignment());
    long begin = System.nanoTime();
    while (!ends.entrySet().stream()
        .allMatch(end -> open.position(end.getKey()) >= end.getValue())) {
      if (System.nanoTime() - begin > SCAN_NANOS_MAX) {
        throw new IllegalStateException("log: not read to its end within "
            + SCAN_NANOS_MAX / 1_000_000_000 + " s (expected: Kafka answers)");
      }
      for (ConsumerRecord<byte[], byte[]> scanned : open.poll(POLL_TIME)) {
        index(scanned);
      }
    }
  }

  /** Takes topic partitions in that are new. */
  private void assign(KafkaConsumer<byte[], byte[]> open) {
    List<TopicPartition> all = new ArrayList<>();
    for (PartitionInfo info : open.partitionsFor(connection.topic())) {
      all.add(new TopicPartition(info.topic(), info.partition()));
    }
    if (all.size() == open.assignment().size()) {
      return;
    }
    List<TopicPartition> added =
        all.stream().filter(each -> !open.assignment().contains(each)).toList();
    open.assign(all);
    Map<TopicPartition, Long> begins = open.beginningOffsets(added);
    added.forEach(each ->
        open.seek(each, Math.max(begins.getOrDefault(each, 0L), starts.getOrDefault(each, 0L))));
  }

  private void index(ConsumerRecord<byte[], byte[]> scanned) {
    for (EventLog.Append append : batches(scanned)) {
      PartitionIndex index = indexes.get(append.partition());
      if (index.isBeforeBegin(scanned.partition(), scanned.offset())) {
        continue;
      }
      long offset = index.end();
      index.add(scanned.partition(), scanned.offset(), append.count(), scanned.timestamp());
      Place place = index.at(offset);
      if (place != null) {
        cache(place, append.batch());
      }
      indexed++;
    }
    if (indexed > INDEX_ENTRIES_MAX) {
      indexes.forEach(PartitionIndex::forgetOlderHalf);
      indexed = indexes.stream().mapToInt(PartitionIndex::size).sum();
    }
  }

  /** The batches of a record, one for each partition that it has events of. */
  private List<EventLog.Append> batches(ConsumerRecord<byte[], byte[]> scanned) {
    EventRecord said = records.read(scanned.key(), scanned.value(), scanned.headers());
    if (said instanceof EventRecord.Routed routed) {
      return List.of(new EventLog.Append(
          routed.partition(),
          routed.events(),
          routed.batch(),
          routed.timeMillisMin(),
          routed.canary()));
    }
    if (said instanceof EventRecord.Unrouted unrouted) {
      try {
        return splitter.split(unrouted.batch());
      } catch (MalformedLogBatchException e) {
        return List.of(); // has no events; the counting job reports it
      }
    }
    return List.of();
  }

  private void cache(Place place, byte[] batch) {
    if (cache.put(place, batch) == null) {
      cachedBytes += batch.length;
    }
    var oldest = cache.entrySet().iterator();
    while (cachedBytes > CACHE_BYTES_MAX && oldest.hasNext()) {
      cachedBytes -= oldest.next().getValue().length;
      oldest.remove();
    }
  }

  /** Reads the batch again, and those after it, which are likely to be asked for next. */
  private byte[] fetch(int partition, Place place) {
    TopicPartition topicPartition = new TopicPartition(connection.topic(), place.topicPartition());
    KafkaConsumer<byte[], byte[]> open = fetcher;
    if (open == null) {
      open = consumer();
      fetcher = open;
    }
    open.assign(List.of(topicPartition));
    open.seek(topicPartition, place.position());
    long begin = System.nanoTime();
    TreeMap<Long, Place> wanted = new TreeMap<>();
    indexes.get(partition).placesFrom(place, wanted);
    byte[] found = null;
    while (found == null && System.nanoTime() - begin < SCAN_NANOS_MAX) {
      for (ConsumerRecord<byte[], byte[]> fetched : open.poll(POLL_TIME)) {
        for (EventLog.Append append : batches(fetched)) {
          Place at = append.partition() == partition ? wanted.get(fetched.offset()) : null;
          if (at != null) {
            cache(at, append.batch());
            found = at.equals(place) ? append.batch() : found;
          }
        }
      }
    }
    if (found == null) {
      throw new IllegalStateException("log: record " + place.position() + " of " + topicPartition
          + " was not read (expected: Kafka answers and has it)");
    }
    return found;
  }

  private KafkaConsumer<byte[], byte[]> scanner() {
    KafkaConsumer<byte[], byte[]> open = scanner;
    if (open == null) {
      open = consumer();
      scanner = open;
    }
    return open;
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        connection.clientSettings(Map.of(
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            (int) POLL_TIME.toMillis(),
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            API_MILLIS_MAX)),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (scanner != null) {
      scanner.close();
    }
    if (fetcher != null) {
      fetcher.close();
    }
  }
}
