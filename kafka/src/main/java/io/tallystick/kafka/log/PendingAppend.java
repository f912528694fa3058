package io.tallystick.kafka.log;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** One call of append: completes when all of its records have. */
final class PendingAppend implements Callback {

  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final AtomicInteger left;
  private final AppendHealth health;
  private final long bytes;
  private volatile @Nullable Exception failure;

  PendingAppend(int records, long bytes, AppendHealth health) {
    this.left = new AtomicInteger(records);
    this.bytes = bytes;
    this.health = health;
  }

  CompletableFuture<Void> done() {
    return done;
  }

  @Override
  public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
    ended(1, exception);
  }

  /** So many records have ended, or were never sent. */
  void ended(int records, @Nullable Exception exception) {
    if (exception != null) {
      failure = exception;
    }
    if (left.addAndGet(-records) > 0) {
      return;
    }
    Exception cause = failure;
    // a record that is too large says nothing about Kafka
    health.end(bytes, cause == null || cause instanceof RecordTooLargeException);
    if (cause == null) {
      done.complete(null);
    } else {
      done.completeExceptionally(shown(cause));
    }
  }

  private static Exception shown(Exception cause) {
    if (cause instanceof RecordTooLargeException) {
      return new RefusedException(
          ErrorCode.BODY_TOO_LARGE,
          "record of one partition",
          "larger than Kafka takes",
          "<= max.message.bytes of the topic; send fewer events at a time");
    }
    if (cause instanceof BufferExhaustedException) {
      return new RefusedException(
          ErrorCode.OVERLOADED, "buffer of the producer", "full", "free, try again later");
    }
    return cause;
  }
}
