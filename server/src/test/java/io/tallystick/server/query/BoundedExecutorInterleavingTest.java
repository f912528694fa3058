package io.tallystick.server.query;

import static io.tallystick.testkit.interleaving.Interleavings.check;
import static io.tallystick.testkit.interleaving.Interleavings.explore;
import static io.tallystick.testkit.interleaving.Interleavings.join;
import static io.tallystick.testkit.interleaving.Interleavings.start;

import io.tallystick.core.query.Function;
import io.tallystick.core.query.TopQuery;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.testkit.interleaving.Interleavings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Goal: in every interleaving, each query gets an answer or a refusal, also while the threads are
 * being stopped, and never more run at once than allowed.
 *
 * <p>Method: Lincheck explores the interleavings of threads that submit. Tried by hand: without
 * {@code synchronized} on {@code next()} a task is lost or run twice; when only the rejected task is
 * refused, as it once was, the one that waits behind it is never answered.
 */
class BoundedExecutorInterleavingTest {

  private static final int INTERLEAVINGS = 100;

  /** The cache has many thousand lines of its own to step through. */
  private static final int INTERLEAVINGS_OF_CACHE = 30;

  /** Starts a thread for each task, until it is stopped. */
  private static final class Threads {
    private final List<Thread> started = new ArrayList<>();
    private boolean stopped;

    synchronized void run(Runnable task) {
      if (stopped) {
        throw new RejectedExecutionException();
      }
      Thread thread = new Thread(task);
      started.add(thread);
      thread.start();
    }

    synchronized void stop() {
      stopped = true;
    }

    void join() {
      Interleavings.join(started);
    }
  }

  @Test
  void nothingIsLostAndNoMoreThanAllowedRun() {
    explore(INTERLEAVINGS, () -> submitFromTwoThreads(false));
  }

  @Test
  void nothingIsLostWhileTheThreadsAreStopped() {
    explore(INTERLEAVINGS, () -> submitFromTwoThreads(true));
  }

  private static void submitFromTwoThreads(boolean stop) {
    Threads threads = new Threads();
    BoundedExecutor executor = new BoundedExecutor(threads::run, 1, 1);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger mostRunning = new AtomicInteger();
    AtomicInteger ran = new AtomicInteger();
    List<CompletableFuture<?>> answers = new ArrayList<>();
    Runnable submit = () -> {
      CompletableFuture<?> answer = executor.submit(() -> {
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        running.decrementAndGet();
        return ran.incrementAndGet();
      });
      synchronized (answers) {
        answers.add(answer);
      }
    };
    List<Thread> submitting = start(submit, submit);
    if (stop) {
      threads.stop();
    }
    join(submitting);
    threads.join();
    int answered = 0;
    for (CompletableFuture<?> answer : answers) {
      check("an answer or a refusal", answer.isDone());
      answered += answer.isCompletedExceptionally() ? 0 : 1;
    }
    check("ran", ran.get(), answered);
    check("never two at once", mostRunning.get() <= 1);
    if (!stop) {
      check("answered", answered, 2);
      CompletableFuture<String> next = executor.submit(() -> "free again");
      threads.join();
      check("the place was given up", next.isDone());
    }
  }

  @Test
  void oneAnswerIsMadeForAllThatAskAtOnce() {
    TopQuery query = new TopQuery("view", Dimension.SUBJECT, Map.of(), Function.COUNT, null, 10);
    explore(INTERLEAVINGS_OF_CACHE, () -> {
      RecentAnswers recent =
          new RecentAnswers(new BoundedExecutor(Runnable::run, 1, 1), Duration.ofHours(1));
      AtomicInteger made = new AtomicInteger();
      List<Thread> other = start(() -> recent.get(query, () -> new byte[made.incrementAndGet()]));
      CompletableFuture<byte[]> mine = recent.get(query, () -> new byte[made.incrementAndGet()]);
      join(other);
      check("made", made.get(), 1);
      check("length", mine.join().length, 1);
    });
  }
}
