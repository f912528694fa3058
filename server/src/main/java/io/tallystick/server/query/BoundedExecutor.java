package io.tallystick.server.query;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs work on threads that it shares with others: at most so much at once, at most so much
 * waiting, in the order of arrival. Thread-safe.
 */
public final class BoundedExecutor {

  /** Work that was taken, and where what it brings goes to: it is run or refused. */
  private record Task<T>(Supplier<T> work, CompletableFuture<T> result) {

    void run() {
      try {
        result.complete(work.get());
      } catch (Throwable failure) {
        result.completeExceptionally(failure);
      }
    }

    void refuse(ErrorCode code, String name, String value, String expected) {
      result.completeExceptionally(new RefusedException(code, name, value, expected));
    }
  }

  private final Executor executor;
  private final int runningMax;
  private final int waitingMax;
  private final ArrayDeque<Task<?>> waiting = new ArrayDeque<>();
  private int running;

  /**
   * @param runningMax most work at once
   * @param waitingMax most work that waits
   */
  public BoundedExecutor(Executor executor, int runningMax, int waitingMax) {
    this.executor = executor;
    this.runningMax = runningMax;
    this.waitingMax = waitingMax;
  }

  /**
   * Runs {@code work} as soon as there is room.
   *
   * @return what it brings; or {@link ErrorCode#OVERLOADED} at once when too much is waiting
   */
  public <T> CompletableFuture<T> submit(Supplier<T> work) {
    Task<T> task = new Task<>(work, new CompletableFuture<>());
    synchronized (this) {
      if (running == runningMax) {
        if (waiting.size() == waitingMax) {
          task.refuse(
              ErrorCode.OVERLOADED, "queries", waitingMax + " waiting", "fewer at once, try again");
        } else {
          waiting.add(task);
        }
        return task.result();
      }
      running++;
    }
    try {
      executor.execute(() -> runWith(task));
    } catch (RejectedExecutionException stopped) {
      // what waits counts on this place, and there may be no other
      for (Task<?> refused = task; refused != null; refused = next()) {
        refused.refuse(ErrorCode.UNAVAILABLE, "server", "stopping", "later, try again");
      }
    }
    return task.result();
  }

  /** Runs {@code first} and then what waits, on the same thread: handing over would cost more. */
  private void runWith(Task<?> first) {
    for (Task<?> task = first; task != null; task = next()) {
      task.run();
    }
  }

  /** What waits longest, or null: the place is given up then. */
  private synchronized @Nullable Task<?> next() {
    Task<?> task = waiting.poll();
    if (task == null) {
      running--;
    }
    return task;
  }
}
