package io.tallystick.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.log.EventLog;
import io.tallystick.kafka.client.KafkaConnection;
import io.tallystick.testkit.log.EventLogContract;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/**
 * Goal: the log on Kafka is a log as core knows it.
 *
 * <p>Method: the contract, against a real broker. The topic takes the times that the contract's
 * clock gives, where a topic of ours would have the broker's. What the store of a cluster remembers
 * when records go, the position of each partition, the test remembers.
 */
final class KafkaEventLogTest implements EventLogContract {

  private static final int TOPIC_PARTITIONS = 2;

  private final List<LogAnchor> anchors =
      new ArrayList<>(Collections.nCopies(PARTITIONS, LogAnchor.BEGIN));
  private final KafkaConnection connection = TestTopics.connection();

  @BeforeEach
  void createTopic() {
    TestTopics.create(
        connection,
        TOPIC_PARTITIONS,
        Map.of(
            "message.timestamp.type",
            "CreateTime",
            "retention.ms",
            "-1",
            "message.timestamp.after.max.ms",
            Long.toString(Long.MAX_VALUE)));
  }

  @Override
  public EventLog openLog(LongSupplier clock) {
    KafkaAppender appender =
        new KafkaAppender(connection, PARTITIONS, () -> {}, 1 << 20, TestTopics.PATIENT, clock);
    TestTopics.await("topic known", () -> appender.refusal() == null);
    assertThat(appender.topicPartitions()).isEqualTo(TOPIC_PARTITIONS);
    return new Remembering(appender, new KafkaLogReader(connection, anchors));
  }

  /** Remembers where partitions begin when records may go. */
  private final class Remembering implements EventLog {

    private final KafkaEventLog log;
    private final KafkaLogReader reader;

    Remembering(KafkaAppender appender, KafkaLogReader reader) {
      this.log = new KafkaEventLog(appender, reader);
      this.reader = reader;
    }

    @Override
    public int partitions() {
      return log.partitions();
    }

    @Override
    public CompletionStage<Void> append(List<Append> appends) {
      return log.append(appends);
    }

    @Override
    public @Nullable Entry read(int partition, long offset) {
      return log.read(partition, offset);
    }

    @Override
    public long begin(int partition) {
      return log.begin(partition);
    }

    @Override
    public long end(int partition) {
      return log.end(partition);
    }

    @Override
    public void trim(int partition, long offset) {
      log.trim(partition, offset);
      anchors.set(partition, reader.anchor(partition));
    }

    @Override
    public void close() {
      log.close();
    }
  }
}
