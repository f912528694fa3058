package io.tallystick.kafka.record;

import io.tallystick.core.log.EventLog;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Makes records for the event topic. Immutable. */
public final class EventRecordWriter {

  private final String topic;
  private final byte[] partitionsText;
  private final byte[][] keys;

  /**
   * @param topic the event topic
   * @param partitions of the cluster
   */
  public EventRecordWriter(String topic, int partitions) {
    if (partitions <= 0) {
      throw new IllegalArgumentException("partitions: " + partitions + " (expected: > 0)");
    }
    this.topic = topic;
    this.partitionsText = text(partitions);
    this.keys = new byte[partitions][];
    for (int partition = 0; partition < partitions; partition++) {
      keys[partition] = EventRecordLayout.key(partition);
    }
  }

  /**
   * The record of one batch.
   *
   * @param topicPartitions how many the topic has now
   * @param timestampMillis when it is sent; the broker's clock replaces it
   */
  public ProducerRecord<byte[], byte[]> batch(
      EventLog.Append append, int topicPartitions, long timestampMillis) {
    ProducerRecord<byte[], byte[]> made =
        empty(append.partition(), topicPartitions, timestampMillis, append.batch());
    Headers headers = made.headers();
    headers.add(new RecordHeader(EventRecordLayout.EVENTS, text(append.count())));
    headers.add(new RecordHeader(EventRecordLayout.TIME, text(append.timeMillisMin())));
    if (append.canary() > 0) {
      headers.add(new RecordHeader(EventRecordLayout.CANARY, text(append.canary())));
    }
    return made;
  }

  /** The record that gives up the dead letter at {@code offset} of {@code partition}. */
  public ProducerRecord<byte[], byte[]> discard(
      int partition, long offset, String note, int topicPartitions, long timestampMillis) {
    ProducerRecord<byte[], byte[]> made =
        empty(partition, topicPartitions, timestampMillis, new byte[0]);
    Headers headers = made.headers();
    headers.add(new RecordHeader(EventRecordLayout.DISCARD, text(offset)));
    if (!note.isEmpty()) {
      headers.add(new RecordHeader(EventRecordLayout.NOTE, note.getBytes(StandardCharsets.UTF_8)));
    }
    return made;
  }

  /**
   * The record that has rows published again.
   *
   * @param rowKeys at most {@link RowKeys#COUNT_MAX}
   */
  public ProducerRecord<byte[], byte[]> republish(
      List<byte[]> rowKeys, int topicPartitions, long timestampMillis) {
    ProducerRecord<byte[], byte[]> made =
        empty(0, topicPartitions, timestampMillis, RowKeys.write(rowKeys));
    made.headers().add(new RecordHeader(EventRecordLayout.REPUBLISH, text(rowKeys.size())));
    return made;
  }

  private ProducerRecord<byte[], byte[]> empty(
      int partition, int topicPartitions, long timestampMillis, byte[] value) {
    int topicPartition = EventRecordLayout.topicPartition(partition, topicPartitions);
    ProducerRecord<byte[], byte[]> made =
        new ProducerRecord<>(topic, topicPartition, timestampMillis, keys[partition], value);
    made.headers().add(new RecordHeader(EventRecordLayout.PARTITIONS, partitionsText));
    return made;
  }

  private static byte[] text(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }
}
