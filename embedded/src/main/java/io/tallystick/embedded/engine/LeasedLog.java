package io.tallystick.embedded.engine;

import io.tallystick.core.log.EventLog;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The log of whatever engine is open. The engine closes it, not its users. */
final class LeasedLog implements EventLog {

  private final ReopeningEngine engine;
  private final int partitions;

  LeasedLog(ReopeningEngine engine, int partitions) {
    this.engine = engine;
    this.partitions = partitions;
  }

  @Override
  public int partitions() {
    return partitions;
  }

  @Override
  public CompletionStage<Void> append(List<Append> appends) {
    try {
      return engine.with(open -> ReopeningEngine.writable(open).log().append(appends));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public @Nullable Entry read(int partition, long offset) {
    return engine.withNullable(open -> open.log().read(partition, offset));
  }

  @Override
  public long begin(int partition) {
    return engine.with(open -> open.log().begin(partition));
  }

  @Override
  public long end(int partition) {
    return engine.with(open -> open.log().end(partition));
  }

  @Override
  public void trim(int partition, long offset) {
    engine.with(open -> {
      open.log().trim(partition, offset);
      return true;
    });
  }

  @Override
  public void close() {}
}
