package io.tallystick.flink.archive;

import java.io.IOException;
import java.io.Serializable;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Port: reads records of the event topic again. Used by one thread.
 *
 * <p>Does not: wait for records that are not there yet, or look into them.
 */
public interface TopicSource extends AutoCloseable {

  /** Opens one in a task. */
  interface Factory extends Serializable {
    /** Does not connect yet. */
    TopicSource open();
  }

  /** Takes one record after the other. */
  interface RecordVisitor {
    void record(ConsumerRecord<byte[], byte[]> record) throws IOException;
  }

  /** A name of the topic that no other topic has, also not one that is made anew. */
  String id() throws IOException;

  /** Position of the first record that a topic partition still has. */
  long begin(int topicPartition) throws IOException;

  /**
   * Visits the records of a topic partition between two positions, in order, as far as they are
   * still there.
   *
   * @throws IOException when Kafka does not answer; some records may have been visited
   */
  void read(int topicPartition, long begin, long end, RecordVisitor visitor) throws IOException;

  @Override
  void close();
}
