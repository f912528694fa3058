package io.tallystick.embedded.engine;

import io.tallystick.core.process.PartitionProcessor;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;

/** What others want done on the thread of a partition, between two entries. Thread-safe. */
final class PartitionCommands {

  /** How many may wait. */
  private static final int WAITING_MAX = 1_000;

  private final Queue<Runnable> waiting = new ArrayBlockingQueue<>(WAITING_MAX);

  /**
   * Leaves a command.
   *
   * @param lock held while it runs
   * @throws RejectedExecutionException when too much waits already
   */
  <T> CompletableFuture<T> submit(
      Function<PartitionProcessor, T> command, PartitionProcessor processor, Lock lock) {
    CompletableFuture<T> done = new CompletableFuture<>();
    boolean taken = waiting.offer(() -> {
      lock.lock();
      try {
        done.complete(command.apply(processor));
      } catch (RuntimeException e) {
        done.completeExceptionally(e);
      } finally {
        lock.unlock();
      }
    });
    if (!taken) {
      throw new RejectedExecutionException(
          "commands: " + WAITING_MAX + " waiting (expected: fewer, try again later)");
    }
    return done;
  }

  /** Runs what waits; whether there was anything. On the thread of the partition only. */
  boolean run() {
    Runnable command = waiting.poll();
    boolean any = command != null;
    while (command != null) {
      command.run();
      command = waiting.poll();
    }
    return any;
  }
}
