package io.tallystick.cassandra.read;

import com.datastax.oss.driver.api.core.DriverException;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Waits for Cassandra, and refuses in the words of the API when it does not answer. */
final class Answers {

  private Answers() {}

  static <T> T of(CompletionStage<T> answer) {
    try {
      return answer.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof DriverException failure) {
        throw unavailable(failure);
      }
      throw e;
    }
  }

  static <T> T of(Supplier<T> question) {
    try {
      return question.get();
    } catch (DriverException e) {
      throw unavailable(e);
    }
  }

  private static RefusedException unavailable(DriverException failure) {
    return new RefusedException(
        ErrorCode.UNAVAILABLE,
        "cassandra",
        String.valueOf(failure.getMessage()),
        "an answer of enough replicas; try again later");
  }
}
