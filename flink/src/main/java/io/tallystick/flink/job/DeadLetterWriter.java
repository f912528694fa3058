package io.tallystick.flink.job;

import io.tallystick.flink.count.DeadRecord;
import io.tallystick.protocol.deadletter.DeadLetterJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records of the topic of dead letters. Owned by the task.
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
final class DeadLetterWriter implements SinkWriter<DeadRecord> {

  private final String topic;
  private final Map<String, Object> clientSettings;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  DeadLetterWriter(String topic, Map<String, Object> clientSettings) {
    this.topic = topic;
    this.clientSettings = clientSettings;
  }

  @Override
  public void write(DeadRecord record, Context context) throws IOException {
    throwFailure();
    byte[] value = record.isLetter() ? DeadLetterJson.letter(record.read()) : record.raw();
    byte[] key = record.key().getBytes(StandardCharsets.UTF_8);
    producer().send(new ProducerRecord<>(topic, key, value), (done, problem) -> {
      if (problem != null) {
        failure.compareAndSet(null, problem);
      }
    });
  }

  /** Most tasks never have a dead letter, and so no connection. */
  private KafkaProducer<byte[], byte[]> producer() {
    KafkaProducer<byte[], byte[]> open = producer;
    if (open == null) {
      open =
          new KafkaProducer<>(clientSettings, new ByteArraySerializer(), new ByteArraySerializer());
      producer = open;
    }
    return open;
  }

  @Override
  public void flush(boolean endOfInput) throws IOException {
    if (producer != null) {
      producer.flush();
      throwFailure();
    }
  }

  private void throwFailure() throws IOException {
    Exception problem = failure.get();
    if (problem != null) {
      throw new IOException("dead letters: topic " + topic + " cannot be written to", problem);
    }
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(java.time.Duration.ofSeconds(1));
    }
  }
}
