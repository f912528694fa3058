package io.tallystick.kafka.log;

import io.tallystick.core.log.EventLog;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The log as a node sees it that only takes events: nothing of it can be read. Thread-safe. */
public final class AppendOnlyLog implements EventLog {

  private final KafkaAppender appender;

  /**
   * @param appender is closed with this
   */
  public AppendOnlyLog(KafkaAppender appender) {
    this.appender = appender;
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
    throw unreadable();
  }

  @Override
  public long begin(int partition) {
    throw unreadable();
  }

  @Override
  public long end(int partition) {
    throw unreadable();
  }

  @Override
  public void trim(int partition, long offset) {
    throw unreadable();
  }

  private static UnsupportedOperationException unreadable() {
    return new UnsupportedOperationException("log: only taken into (expected: KafkaEventLog)");
  }

  @Override
  public void close() {
    appender.close();
  }
}
