package io.tallystick.flink.record;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the event topic for Flink's Kafka source. */
public final class TopicRecords implements KafkaRecordDeserializationSchema<LogRecord> {

  private static final long serialVersionUID = 1L;
  private static final Logger LOGGER = LoggerFactory.getLogger(TopicRecords.class);

  private final int partitions;
  private transient @Nullable RecordRouter router;
  private transient boolean warned;

  /**
   * @param partitions of the cluster
   */
  public TopicRecords(int partitions) {
    this.partitions = partitions;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    RecordRouter opened = new RecordRouter(partitions);
    context.getMetricGroup().gauge("malformedRecords", opened::malformed);
    context.getMetricGroup().gauge("mixedRecords", opened::mixed);
    router = opened;
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<LogRecord> out) {
    RecordRouter opened = router;
    if (opened == null) {
      throw new IllegalStateException("records: not open (expected: open() first)");
    }
    opened.route(record, arrivalMillis(record), out::collect);
  }

  /**
   * When the broker took the record. The clock of a producer decides nothing: an arrival far ahead
   * would forget every identity at once.
   */
  private long arrivalMillis(ConsumerRecord<byte[], byte[]> record) {
    if (record.timestampType() == TimestampType.LOG_APPEND_TIME) {
      return Math.max(0, record.timestamp());
    }
    if (!warned) {
      warned = true;
      LOGGER.warn(
          "topic {}: timestamps are of type {} (expected: message.timestamp.type=LogAppendTime);"
              + " until then an event arrives when the job reads it",
          record.topic(),
          record.timestampType());
    }
    return System.currentTimeMillis();
  }

  @Override
  public TypeInformation<LogRecord> getProducedType() {
    return LogRecordSerializer.TYPE;
  }
}
