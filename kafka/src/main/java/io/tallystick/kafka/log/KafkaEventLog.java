package io.tallystick.kafka.log;

import io.tallystick.core.log.EventLog;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Core's log on Kafka. Thread-safe.
 *
 * <p>Appends go to {@link KafkaAppender}. Offsets count events from the position where the {@link
 * LogAnchors} say that a partition begins; they are the same that the counting job gives as long as
 * the records of a partition lie in one topic partition. Where partitions of the topic were added,
 * their order between two anchors is not known.
 */
public final class KafkaEventLog implements EventLog {

  private final KafkaAppender appender;
  private final KafkaLogReader reader;

  /**
   * @param appender is closed with this
   * @param reader is closed with this
   */
  public KafkaEventLog(KafkaAppender appender, KafkaLogReader reader) {
    this.appender = appender;
    this.reader = reader;
  }

  @Override
  public int partitions() {
    return appender.partitions();
  }

  @Override
  public CompletionStage<Void> append(List<Append> appends) {
    return appender.append(appends);
  }

  @Override
  public @Nullable Entry read(int partition, long offset) {
    return reader.read(partition, offset);
  }

  @Override
  public long begin(int partition) {
    return reader.begin(partition);
  }

  @Override
  public long end(int partition) {
    return reader.end(partition);
  }

  @Override
  public void trim(int partition, long offset) {
    reader.trim(partition, offset);
  }

  @Override
  public void close() {
    appender.close();
    reader.close();
  }
}
