package io.tallystick.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.query.Function;
import io.tallystick.core.query.TopQuery;
import io.tallystick.core.rollup.Dimension;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Goal: never more than the given number of tasks run or wait, none is lost, and one answer serves
 * all that ask for it at once.
 *
 * <p>Method: threads are a queue of tasks that the test runs one by one.
 */
class BoundedExecutorTest {

  private final ArrayDeque<Runnable> threads = new ArrayDeque<>();
  private final BoundedExecutor executor = new BoundedExecutor(threads::add, 2, 3);

  @Test
  void runsWhatFitsAndRefusesTheRest() {
    List<Integer> ran = new ArrayList<>();
    List<CompletableFuture<Boolean>> results = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int number = i;
      results.add(executor.submit(() -> ran.add(number)));
    }
    assertThat(threads).hasSize(2);
    assertThat(results.get(5))
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(RefusedException.class)
        .withMessageContaining("queries: 3 waiting (expected: fewer at once");
    threads.remove().run();
    assertThat(ran).containsExactly(0, 2, 3, 4);
    threads.remove().run();
    assertThat(ran).containsExactly(0, 2, 3, 4, 1);
    assertThat(results.subList(0, 5)).allMatch(CompletableFuture::isDone);
    executor.submit(() -> ran.add(7));
    threads.remove().run();
    assertThat(ran).endsWith(7);
  }

  @Test
  void aTaskThatFailsGivesItsPlaceToTheNext() {
    CompletableFuture<Object> failed = executor.submit(() -> {
      throw new IllegalStateException("no");
    });
    for (Runnable thread = threads.poll(); thread != null; thread = threads.poll()) {
      thread.run();
    }
    assertThat(failed).isCompletedExceptionally();
    CompletableFuture<String> next = executor.submit(() -> "yes");
    threads.remove().run();
    assertThat(next).isCompletedWithValue("yes");
  }

  @Test
  void stoppedThreadsAreARefusal() {
    BoundedExecutor stopped = new BoundedExecutor(
        task -> {
          throw new RejectedExecutionException();
        },
        1,
        1);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> stopped.submit(() -> 1).join())
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              RefusedException.class,
              refused -> assertThat(refused.refusal().code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }
  }

  @Test
  void oneScanServesAllThatAskAtOnce() {
    RecentAnswers recent = new RecentAnswers(executor, Duration.ofHours(1));
    AtomicInteger scans = new AtomicInteger();
    List<CompletableFuture<byte[]>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(recent.get(query(10), () -> new byte[scans.incrementAndGet()]));
    }
    assertThat(threads).hasSize(1);
    threads.remove().run();
    assertThat(answers).allMatch(answer -> answer.join().length == 1);
    assertThat(recent.get(query(10), () -> new byte[2]).join()).hasSize(1);
    recent.get(query(11), () -> new byte[scans.incrementAndGet()]);
    threads.remove().run();
    assertThat(scans).hasValue(2);
  }

  @Test
  void anAnswerIsNotGivenAgainLater() {
    RecentAnswers recent = new RecentAnswers(executor, Duration.ofNanos(1));
    for (int i = 1; i <= 3; i++) {
      int length = i;
      CompletableFuture<byte[]> answer = recent.get(query(10), () -> new byte[length]);
      threads.remove().run();
      assertThat(answer.join()).hasSize(length);
    }
  }

  @Test
  void refusalsReachAllThatAsk() {
    RecentAnswers recent = new RecentAnswers(executor, Duration.ofHours(1));
    CompletableFuture<byte[]> answer = recent.get(query(10), () -> {
      throw new RefusedException(ErrorCode.ANSWER_TOO_LARGE, "range", "long", "shorter");
    });
    threads.remove().run();
    assertThatThrownBy(answer::join).hasCauseInstanceOf(RefusedException.class);
  }

  private static TopQuery query(int k) {
    return new TopQuery("view", Dimension.SUBJECT, Map.of(), Function.COUNT, null, k);
  }
}
