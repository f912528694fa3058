package io.tallystick.flink.publish;

import io.tallystick.core.publish.Publisher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one task has frozen for its checkpoints, until it is published.
 *
 * <p>Owned by the thread of the task. The life of an epoch is {@link #awaitTurn}, {@link #freeze},
 * then {@link #completed} when Flink says that the checkpoint is complete; or nothing at all: then
 * {@link #frozen} is still there, and whoever freezes the next epoch merges it in.
 *
 * <p>Does not: merge, or keep anything beyond the life of the task. The operator writes {@link
 * #frozen} into each checkpoint and hands it to {@link #restored} after a restart.
 */
public final class Publication<T> implements AutoCloseable {

  /*
   * Readers find a row as of an epoch as long as all that is published lies within two consecutive
   * epochs. A task freezes epoch k + 1 only when its part of epoch k is durable, and checkpoint
   * k + 1 is complete only when all tasks have frozen it; so when the first one publishes k + 1, k
   * is there as a whole. If the store is down this wait becomes backpressure.
   *
   * What a task does not know when it freezes k + 1 is whether the message about k is late or will
   * never come, as after a savepoint, or when another task had given up. It waits for it a little;
   * after that k becomes a part of k + 1. Should k then prove to be complete, this task publishes it
   * one epoch late, and readers that hit the gap see from the row that they must ask again.
   */

  private static final Logger LOGGER = LoggerFactory.getLogger(Publication.class);

  private static final long MESSAGE_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);
  private static final long PATIENCE_SECONDS = 10;
  private static final long STOPPING_SECONDS_MAX = 10;

  /** What was frozen for one epoch. */
  public record Frozen<T>(long epoch, List<T> parts) {

    public Frozen {
      parts = List.copyOf(parts);
    }
  }

  private final String name;
  private final Publisher publisher;
  private final BiFunction<Publisher, T, CompletionStage<Void>> publish;
  private final MailboxExecutor mailbox;
  private final ExecutorService thread;

  private @Nullable Frozen<T> frozen;
  private boolean messageExpected;
  private boolean stopping;
  private CompletableFuture<Void> publishing = CompletableFuture.completedFuture(null);
  private long publishingEpoch;
  private volatile long publishedEpoch;
  private volatile long publishedNanos;

  /**
   * @param name for the log, and of the thread
   * @param publisher is closed with this
   * @param publish one part
   * @param mailbox of the task
   */
  public Publication(
      String name,
      Publisher publisher,
      BiFunction<Publisher, T, CompletionStage<Void>> publish,
      MailboxExecutor mailbox) {
    this.name = name;
    this.publisher = publisher;
    this.publish = publish;
    this.mailbox = mailbox;
    thread = Executors.newSingleThreadExecutor(task -> {
      Thread made = new Thread(task, "publish " + name);
      made.setDaemon(true);
      return made;
    });
  }

  /** Counting begins with nothing. */
  public void begin() {
    publisher.resume(0);
  }

  /** The parts were in the checkpoint that was restored: publishes them, again perhaps. */
  public void restored(long epoch, List<T> parts) {
    publisher.resume(epoch);
    publish(new Frozen<>(epoch, parts));
  }

  /** Waits until the next epoch may be frozen, for as long as the store does not answer. */
  public void awaitTurn(long nextEpoch) throws InterruptedException {
    awaitMessage();
    for (long seconds = 0; ; seconds += PATIENCE_SECONDS) {
      try {
        publishing.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        LOGGER.warn(
            "{}: epoch {} is not durable for {} s now; counting waits with epoch {} until the"
                + " store answers, nothing is lost",
            name,
            publishingEpoch,
            seconds + PATIENCE_SECONDS,
            nextEpoch);
      } catch (ExecutionException e) {
        throw new IllegalStateException(
            name + ": epoch " + publishingEpoch + " cannot be published", e.getCause());
      }
    }
  }

  private void awaitMessage() throws InterruptedException {
    long begin = System.nanoTime();
    while (frozen != null && messageExpected && System.nanoTime() - begin < MESSAGE_NANOS_MAX) {
      if (!mailbox.tryYield()) {
        Thread.sleep(1);
      }
    }
  }

  /** What was frozen last, if it was not complete yet. */
  public @Nullable Frozen<T> frozen() {
    return frozen;
  }

  /**
   * Sets aside what belongs to an epoch, and to all before that were not published.
   *
   * @param parts with what {@link #frozen} held merged in
   */
  public void freeze(long epoch, List<T> parts) {
    frozen = new Frozen<>(epoch, parts);
    messageExpected = true;
  }

  /**
   * What kind of checkpoint the epoch is frozen for.
   *
   * @param type of a savepoint that the job goes on after, nobody will say whether it is complete;
   *     after any other savepoint the job stops
   */
  public void expect(SnapshotType type) {
    if (type instanceof SavepointType savepoint) {
      stopping = savepoint.isSynchronous();
      messageExpected = stopping;
    }
  }

  /**
   * The checkpoint is complete.
   *
   * @return its parts, which are published from now on; null when they belong to a later one now
   */
  public @Nullable Frozen<T> completed(long epoch) {
    Frozen<T> complete = frozen;
    if (complete == null || complete.epoch() != epoch) {
      return null;
    }
    frozen = null;
    publish(complete);
    return complete;
  }

  /** The checkpoint will never be complete. */
  public void aborted(long epoch) {
    if (frozen != null && frozen.epoch() == epoch) {
      messageExpected = false;
    }
  }

  private void publish(Frozen<T> complete) {
    CompletableFuture<Void> before = publishing;
    publishingEpoch = complete.epoch();
    publishing = before.thenComposeAsync(ignored -> publishAll(complete), thread);
  }

  private CompletableFuture<Void> publishAll(Frozen<T> complete) {
    long begin = System.nanoTime();
    List<CompletableFuture<Void>> all = new ArrayList<>(complete.parts().size());
    for (T part : complete.parts()) {
      all.add(publish.apply(publisher, part).toCompletableFuture());
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).thenRun(() -> {
      publishedNanos = System.nanoTime() - begin;
      publishedEpoch = complete.epoch();
    });
  }

  /** The last epoch that is durable as far as this task is concerned. */
  public long publishedEpoch() {
    return publishedEpoch;
  }

  /** How long publishing it took. */
  public long publishedMillis() {
    return TimeUnit.NANOSECONDS.toMillis(publishedNanos);
  }

  @Override
  public void close() {
    if (stopping) {
      awaitLast();
    }
    thread.shutdownNow();
    publisher.close();
  }

  /** Whoever has stopped the job wants to see all of it. */
  private void awaitLast() {
    try {
      publishing.get(STOPPING_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOGGER.warn(
          "{}: stops while epoch {} is not durable; it is published when the job goes on",
          name,
          publishingEpoch);
    }
  }
}
