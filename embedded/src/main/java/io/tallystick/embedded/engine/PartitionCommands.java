package io.tallystick.embedded.engine;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/**
 * What others want done on the thread of a partition, between two entries. Every command is run or
 * refused, also when that thread ends. Thread-safe.
 */
final class PartitionCommands {

  /** How many may wait. */
  private static final int WAITING_MAX = 1_000;

  private final Queue<Command<?>> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private volatile boolean closed;

  private record Command<T>(Supplier<T> work, Lock lock, CompletableFuture<T> done) {

    void run() {
      lock.lock();
      try {
        done.complete(work.get());
      } catch (RuntimeException e) {
        done.completeExceptionally(e);
      } catch (Error e) {
        // ends the thread of the partition, but whoever waits is told first
        done.completeExceptionally(e);
        throw e;
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Leaves a command.
   *
   * @param lock held while it runs
   * @return what it brings; fails with {@link RejectedExecutionException} when the partition has
   *     stopped
   * @throws RejectedExecutionException when too much waits already
   */
  <T> CompletableFuture<T> submit(Supplier<T> work, Lock lock) {
    CompletableFuture<T> done = new CompletableFuture<>();
    if (!waiting.offer(new Command<>(work, lock, done))) {
      throw new RejectedExecutionException(
          "commands: " + WAITING_MAX + " waiting (expected: fewer, try again later)");
    }
    if (closed) {
      // it may have come after the last look
      refuseAll();
    }
    return done;
  }

  /** Runs what waits; whether there was anything. On the thread of the partition only. */
  boolean run() {
    Command<?> command = waiting.poll();
    boolean any = command != null;
    while (command != null) {
      command.run();
      command = waiting.poll();
    }
    return any;
  }

  /** Refuses what waits, and all that comes: nobody runs it any more. */
  void close() {
    closed = true;
    refuseAll();
  }

  private void refuseAll() {
    for (Command<?> command = waiting.poll(); command != null; command = waiting.poll()) {
      command
          .done()
          .completeExceptionally(new RejectedExecutionException(
              "partition: stopped (expected: counting, try again after the restart)"));
    }
  }
}
