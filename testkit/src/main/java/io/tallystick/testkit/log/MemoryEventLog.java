package io.tallystick.testkit.log;

import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A log in memory that refuses whatever a caller may not do: appends that are not what they say
 * they are, offsets inside of an entry or beyond the end, any use after it was closed.
 */
public final class MemoryEventLog implements EventLog {

  /** What outlives a log that is closed, or forgotten as in a crash. */
  public static final class Medium {

    private final List<Partition> partitions = new ArrayList<>();

    /** An empty one. */
    public Medium(int partitions) {
      if (partitions <= 0) {
        throw new IllegalArgumentException("partitions: " + partitions + " (expected: > 0)");
      }
      for (int i = 0; i < partitions; i++) {
        this.partitions.add(new Partition());
      }
    }
  }

  private static final class Partition {
    final List<Entry> entries = new ArrayList<>();
    long begin;
    long end;
    long lastArrivalMillis = Long.MIN_VALUE;
  }

  private final Medium medium;
  private final LongSupplier clock;
  private final LogBatchReader reader = new LogBatchReader();
  private @Nullable RuntimeException failure;
  private boolean keepsOnFailure;
  private boolean closed;

  /**
   * Opens the log on {@code medium}.
   *
   * @param clock milliseconds since the epoch; may go back
   */
  public MemoryEventLog(Medium medium, LongSupplier clock) {
    this.medium = medium;
    this.clock = clock;
  }

  /**
   * From now on appends fail with {@code failure}, or succeed again after null.
   *
   * @param keepsEntries whether the entries stay in the log nevertheless, as after a lost answer
   */
  public synchronized void fail(@Nullable RuntimeException failure, boolean keepsEntries) {
    this.failure = failure;
    this.keepsOnFailure = keepsEntries;
  }

  @Override
  public int partitions() {
    return medium.partitions.size();
  }

  @Override
  public synchronized CompletionStage<Void> append(List<Append> appends) {
    requireOpen();
    appends.forEach(this::check);
    if (failure == null || keepsOnFailure) {
      long now = clock.getAsLong();
      for (Append append : appends) {
        Partition partition = partition(append.partition());
        partition.lastArrivalMillis = Math.max(partition.lastArrivalMillis, now);
        partition.entries.add(
            new Entry(partition.end, append.count(), partition.lastArrivalMillis, append.batch()));
        partition.end += append.count();
      }
    }
    return failure == null
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(failure);
  }

  @Override
  public synchronized @Nullable Entry read(int partition, long offset) {
    Partition read = partition(partition);
    if (offset < read.begin) {
      throw new TrimmedException(partition, offset, read.begin);
    }
    if (offset == read.end) {
      return null;
    }
    return read.entries.stream()
        .filter(entry -> entry.offset() == offset)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("offset: " + offset
            + " (expected: where an entry begins, or the end at " + read.end + ")"));
  }

  @Override
  public synchronized long begin(int partition) {
    return partition(partition).begin;
  }

  @Override
  public synchronized long end(int partition) {
    return partition(partition).end;
  }

  @Override
  public synchronized void trim(int partition, long offset) {
    Partition trimmed = partition(partition);
    trimmed.entries.removeIf(entry -> entry.offset() + entry.count() <= offset);
    trimmed.begin =
        trimmed.entries.isEmpty() ? trimmed.end : trimmed.entries.get(0).offset();
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private Partition partition(int index) {
    requireOpen();
    if (index < 0 || index >= partitions()) {
      throw new IllegalArgumentException(
          "partition: " + index + " (expected: 0.." + (partitions() - 1) + ")");
    }
    return medium.partitions.get(index);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("log: closed (expected: open)");
    }
  }

  private void check(Append append) {
    partition(append.partition());
    reader.read(append.batch());
    if (reader.count() != append.count() || reader.timeMillisMin() != append.timeMillisMin()) {
      throw new IllegalArgumentException("append: " + append.count() + " events from "
          + append.timeMillisMin() + " on (expected: " + reader.count() + " from "
          + reader.timeMillisMin() + " on, as the batch says)");
    }
  }
}
