package io.tallystick.cassandra.write;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.tallystick.cassandra.schema.Retries;
import io.tallystick.core.node.Notice;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends statements, a bounded number at a time, and each again until it is answered. Thread-safe.
 */
final class Sender implements AutoCloseable {

  /*
   * Statements are made when there is room to send them, one source after the other, by one
   * thread: what waits is the bytes that the caller holds anyway. A statement that is tried again
   * keeps its place, so while nothing is answered nothing more is sent than is allowed in flight.
   */

  private static final Logger LOGGER = LoggerFactory.getLogger(Sender.class);

  /** Tries after which a failure is worth a line, and between two lines. */
  private static final long LOG_EVERY_MILLIS = 10_000;

  /** What one call wants to have written. */
  private static final class Work {

    private final Iterator<? extends Statement<?>> statements;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int unanswered = 1;

    Work(Iterator<? extends Statement<?>> statements) {
      this.statements = statements;
    }

    synchronized void sent() {
      unanswered++;
    }

    void answered() {
      boolean all;
      synchronized (this) {
        all = --unanswered == 0;
      }
      if (all) {
        done.complete(null);
      }
    }
  }

  private final CqlSession session;
  private final int inFlightMax;
  private final ScheduledExecutorService executor;
  private final Deque<Work> queue = new ArrayDeque<>();
  private int inFlight;
  private boolean pumping;
  private boolean closed;

  private final LongAdder writes = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong loggedMillis = new AtomicLong(Long.MIN_VALUE / 2);

  Sender(CqlSession session, int inFlightMax) {
    this.session = session;
    this.inFlightMax = inFlightMax;
    this.executor = Executors.newSingleThreadScheduledExecutor(task -> {
      Thread thread = new Thread(task, "cassandra-writer");
      thread.setDaemon(true);
      return thread;
    });
  }

  CompletableFuture<Void> send(Statement<?> statement) {
    return send(List.of(statement).iterator());
  }

  /**
   * Sends all statements, in any order.
   *
   * @param statements asked by one thread, when there is room for the next one
   * @return completes when all are answered; exceptionally when one cannot succeed
   */
  CompletableFuture<Void> send(Iterator<? extends Statement<?>> statements) {
    Work work = new Work(statements);
    synchronized (this) {
      if (closed) {
        work.done.completeExceptionally(closedException());
        return work.done;
      }
      queue.addLast(work);
    }
    wake();
    return work.done;
  }

  /** Asks until it is answered, beside what is sent. */
  CompletableFuture<AsyncResultSet> read(Statement<?> statement) {
    CompletableFuture<AsyncResultSet> answer = new CompletableFuture<>();
    read(statement, answer, 1);
    return answer;
  }

  private void read(Statement<?> statement, CompletableFuture<AsyncResultSet> answer, int attempt) {
    session.executeAsync(statement).whenComplete((found, failure) -> {
      if (failure == null) {
        answer.complete(found);
      } else if (isClosed() || Retries.isHopeless(failure)) {
        answer.completeExceptionally(failure);
      } else {
        log(attempt, failure);
        later(() -> read(statement, answer, attempt + 1), attempt, answer);
      }
    });
  }

  private void later(Runnable task, int attempt, CompletableFuture<?> otherwise) {
    try {
      executor.schedule(task, Retries.waitMillis(attempt), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      otherwise.completeExceptionally(closedException());
    }
  }

  private void wake() {
    synchronized (this) {
      if (pumping || closed || queue.isEmpty() || inFlight >= inFlightMax) {
        return;
      }
      pumping = true;
    }
    executor.execute(this::pump);
  }

  /** On the sender's own thread, which alone asks for statements. */
  private void pump() {
    while (true) {
      Work work;
      synchronized (this) {
        work = queue.peekFirst();
        if (closed || work == null || inFlight >= inFlightMax) {
          pumping = false;
          return;
        }
      }
      Statement<?> statement = next(work);
      if (statement == null) {
        synchronized (this) {
          queue.remove(work);
        }
        work.answered();
        continue;
      }
      synchronized (this) {
        inFlight++;
      }
      work.sent();
      execute(statement, work, 1);
    }
  }

  private static @Nullable Statement<?> next(Work work) {
    try {
      return !work.done.isDone() && work.statements.hasNext() ? work.statements.next() : null;
    } catch (RuntimeException e) {
      work.done.completeExceptionally(e);
      return null;
    }
  }

  private void execute(Statement<?> statement, Work work, int attempt) {
    session.executeAsync(statement).whenComplete((result, failure) -> {
      if (failure == null) {
        writes.increment();
        if (attempt > 1) {
          waiting.decrementAndGet();
        }
        release();
        work.answered();
      } else if (isClosed() || Retries.isHopeless(failure)) {
        if (attempt > 1) {
          waiting.decrementAndGet();
        }
        release();
        work.done.completeExceptionally(failure);
      } else {
        again(statement, work, attempt, failure);
      }
    });
  }

  private void again(Statement<?> statement, Work work, int attempt, Throwable failure) {
    retries.increment();
    if (attempt == 1) {
      waiting.incrementAndGet();
    }
    log(attempt, failure);
    later(() -> execute(statement, work, attempt + 1), attempt, work.done);
  }

  private void log(int attempt, Throwable failure) {
    long now = System.nanoTime() / 1_000_000;
    long before = loggedMillis.get();
    if (now - before >= LOG_EVERY_MILLIS && loggedMillis.compareAndSet(before, now)) {
      LOGGER.warn(
          "{}",
          Notice.of(
                  "writes-failing",
                  "cassandra: a write failed " + attempt + " times: " + failure.getMessage())
              .did(waiting.get() + " writes are tried again until they succeed, counting waits"
                  + " meanwhile and nothing is lost")
              .with("attempt", attempt)
              .with("waiting", waiting.get()));
    }
  }

  private void release() {
    synchronized (this) {
      inFlight--;
    }
    wake();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** What was done, with {@code rows} rows. */
  WriteStatistics statistics(long rows) {
    return new WriteStatistics(writes.sum(), rows, retries.sum(), waiting.get());
  }

  private static IllegalStateException closedException() {
    return new IllegalStateException("publisher: closed (expected: open)");
  }

  /** Gives up what is not answered. */
  @Override
  public void close() {
    List<Work> rest;
    synchronized (this) {
      closed = true;
      rest = List.copyOf(queue);
      queue.clear();
    }
    executor.shutdownNow();
    rest.forEach(work -> work.done.completeExceptionally(closedException()));
  }
}
