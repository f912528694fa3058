package io.tallystick.cassandra.schema;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.servererrors.InvalidConfigurationInQueryException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.SyntaxError;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Asks Cassandra again when it did not answer: after a wait that is twice as long each time, never
 * in step with others. For what may be carried out twice, as every statement here.
 */
public final class Retries {

  private static final long FIRST_MILLIS = 50;
  private static final long LONGEST_MILLIS = 5_000;

  private static final int DOUBLINGS_MAX = 20;

  /** While a keyspace is opened, after which the process gives up. */
  static final Duration OPENING = Duration.ofSeconds(30);

  private Retries() {}

  /**
   * How long to wait: half the time to all of it, so that those who failed together do not come
   * back together.
   *
   * @param attempt how often it was tried, from 1 on
   */
  public static long waitMillis(int attempt) {
    long full = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(attempt - 1, DOUBLINGS_MAX));
    return full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1);
  }

  /** Whether trying again cannot help. */
  public static boolean isHopeless(Throwable failure) {
    if (failure instanceof AllNodesFailedException all) {
      return all.getAllErrors().values().stream()
          .flatMap(List::stream)
          .anyMatch(Retries::isHopeless);
    }
    return failure instanceof InvalidQueryException
        || failure instanceof SyntaxError
        || failure instanceof UnauthorizedException
        || failure instanceof AuthenticationException
        || failure instanceof InvalidConfigurationInQueryException
        || failure instanceof IllegalArgumentException
        || failure instanceof IllegalStateException;
  }

  /** What {@code question} returns, which waits, once it is answered. */
  public static <T> T untilAnswered(Supplier<T> question) {
    return untilAnswered(Duration.ofNanos(Long.MAX_VALUE), question);
  }

  /**
   * What {@code question} returns, which waits, once it is answered.
   *
   * @param limit after which the next failure is the answer
   * @throws IllegalStateException when the thread is interrupted while it waits
   */
  static <T> T untilAnswered(Duration limit, Supplier<T> question) {
    long begin = System.nanoTime();
    for (int attempt = 1; ; attempt++) {
      try {
        return question.get();
      } catch (DriverException e) {
        if (isHopeless(e) || System.nanoTime() - begin > limit.toNanos()) {
          throw e;
        }
      }
      try {
        Thread.sleep(waitMillis(attempt));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("cassandra: interrupted before it answered", e);
      }
    }
  }

  /**
   * Whether a row belongs to {@code owner} after a statement that was to write it on a condition.
   * One that was tried again can find that its first attempt, of which nothing was heard, was
   * carried out.
   */
  static boolean owns(ResultSet done, String owner) {
    if (done.wasApplied()) {
      return true;
    }
    Row row = done.one();
    return row != null
        && row.getColumnDefinitions().contains("owner")
        && owner.equals(row.getString("owner"));
  }
}
