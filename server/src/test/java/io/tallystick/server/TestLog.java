package io.tallystick.server;

import io.tallystick.core.log.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A log in memory whose appends complete at once, or when a test says so, or fail. */
final class TestLog implements EventLog {

  private final int partitions;
  private final List<List<Append>> appended = new ArrayList<>();
  private final List<CompletableFuture<Void>> held = new ArrayList<>();
  private boolean holding;
  private @Nullable RuntimeException failure;

  TestLog(int partitions) {
    this.partitions = partitions;
  }

  /** From now on appends stay open until {@link #release}. */
  synchronized void hold() {
    holding = true;
  }

  /** Completes what was held, and what comes from now on. */
  void release() {
    List<CompletableFuture<Void>> open;
    synchronized (this) {
      holding = false;
      open = List.copyOf(held);
      held.clear();
    }
    open.forEach(stage -> stage.complete(null));
  }

  /** From now on appends fail with {@code cause}, or succeed again after null. */
  synchronized void fail(@Nullable RuntimeException cause) {
    failure = cause;
  }

  synchronized int heldCount() {
    return held.size();
  }

  synchronized int eventCount() {
    int count = 0;
    for (List<Append> appends : appended) {
      for (Append append : appends) {
        count += append.count();
      }
    }
    return count;
  }

  @Override
  public int partitions() {
    return partitions;
  }

  @Override
  public synchronized CompletionStage<Void> append(List<Append> appends) {
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    appended.add(List.copyOf(appends));
    if (!holding) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> stage = new CompletableFuture<>();
    held.add(stage);
    return stage;
  }

  @Override
  public @Nullable Entry read(int partition, long offset) {
    return null;
  }

  @Override
  public long begin(int partition) {
    return 0;
  }

  @Override
  public long end(int partition) {
    return 0;
  }

  @Override
  public void trim(int partition, long offset) {}

  @Override
  public void close() {}
}
