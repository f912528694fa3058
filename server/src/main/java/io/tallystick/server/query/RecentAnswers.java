package io.tallystick.server.query;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.query.TopQuery;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Top lists of the last moments, so that a hundred dashboards that ask for the same list do not
 * scan it a hundred times. Thread-safe.
 */
final class RecentAnswers {

  /*
   * Whoever asks while the answer is being made waits for it; whoever asks soon after gets a copy,
   * whose asOf tells its age. A list is never older than the age given here, which is well below
   * the time in which an accepted event is promised to be visible.
   */

  /** Memory for answers. */
  private static final long BYTES_MAX = 8 << 20;

  /** What an entry takes besides the answer. */
  private static final int ENTRY_BYTES = 512;

  /** An answer or why there is none; refusals are kept too, or each would be logged. */
  private record Answer(byte[] json, @Nullable RefusedException refused) {}

  private final AsyncCache<TopQuery, Answer> cache;
  private final BoundedExecutor executor;

  /**
   * @param age how long an answer may be given again
   */
  RecentAnswers(BoundedExecutor executor, Duration age) {
    this.executor = executor;
    this.cache = Caffeine.newBuilder()
        .expireAfterWrite(age)
        .maximumWeight(BYTES_MAX)
        .weigher((TopQuery query, Answer answer) -> ENTRY_BYTES + answer.json().length)
        .executor(Runnable::run)
        .buildAsync();
  }

  /** The answer of {@code query}, made by {@code work} unless there is a recent one. */
  CompletableFuture<byte[]> get(TopQuery query, Supplier<byte[]> work) {
    return cache
        .get(query, (key, unused) -> executor.submit(work).handle(RecentAnswers::answer))
        .thenApply(answer -> {
          if (answer.refused() != null) {
            throw answer.refused();
          }
          return answer.json();
        });
  }

  private static Answer answer(byte @Nullable [] json, @Nullable Throwable failure) {
    if (json != null) {
      return new Answer(json, null);
    }
    if (failure instanceof RefusedException refused) {
      return new Answer(new byte[0], refused);
    }
    throw new CompletionException(failure);
  }
}
