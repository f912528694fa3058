package io.tallystick.flink.job;

import io.tallystick.flink.count.DeadRecord;
import io.tallystick.protocol.deadletter.DeadLetterJson;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The records of the topic of dead letters.
 *
 * <pre>
 *   key      partition-offset of the dead letter, as in its id
 *   value    the dead letter as JSON, as GET /v1/dead-letters/{id} answers it
 *
 *   or, of a record of the event topic that cannot be understood:
 *   key      record-topicPartition-position
 *   value    the value of that record as it is
 * </pre>
 */
final class DeadLetterRecords implements KafkaRecordSerializationSchema<DeadRecord> {

  private static final long serialVersionUID = 1L;

  private final String topic;

  DeadLetterRecords(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      DeadRecord record, KafkaSinkContext context, Long timestamp) {
    byte[] value = record.isLetter() ? DeadLetterJson.letter(record.read()) : record.raw();
    return new ProducerRecord<>(topic, record.key().getBytes(StandardCharsets.UTF_8), value);
  }
}
