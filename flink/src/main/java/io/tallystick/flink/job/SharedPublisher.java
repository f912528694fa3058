package io.tallystick.flink.job;

import io.tallystick.core.publish.BucketRows;
import io.tallystick.core.publish.PartitionReport;
import io.tallystick.core.publish.Publisher;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A publisher that the tasks of a job share in one process, with its connections and threads. The
 * last one that closes it closes it.
 */
final class SharedPublisher implements Publisher {

  /** By what it was opened with; guarded by itself. Each job has a class loader of its own. */
  private static final Map<Object, Shared> OPEN = new HashMap<>();

  private static final class Shared {

    private final Publisher publisher;
    private int users;

    Shared(Publisher publisher) {
      this.publisher = publisher;
    }
  }

  private final Object settings;
  private final Publisher publisher;
  private boolean closed;

  private SharedPublisher(Object settings, Publisher publisher) {
    this.settings = settings;
    this.publisher = publisher;
  }

  /** The publisher that is open with equal settings, or else a new one. */
  static <S> Publisher open(S settings, Function<S, Publisher> opener) {
    synchronized (OPEN) {
      Shared shared = OPEN.computeIfAbsent(settings, key -> new Shared(opener.apply(settings)));
      shared.users++;
      return new SharedPublisher(settings, shared.publisher);
    }
  }

  @Override
  public void resume(long epoch) {
    publisher.resume(epoch);
  }

  @Override
  public CompletionStage<Void> publish(BucketRows rows) {
    return publisher.publish(rows);
  }

  @Override
  public CompletionStage<Void> publish(PartitionReport report) {
    return publisher.publish(report);
  }

  @Override
  public void close() {
    synchronized (OPEN) {
      if (closed) {
        return;
      }
      closed = true;
      Shared shared = OPEN.get(settings);
      if (shared != null && --shared.users == 0) {
        OPEN.remove(settings);
        shared.publisher.close();
      }
    }
  }
}
