package io.tallystick.core.publish;

import java.util.concurrent.CompletionStage;

/**
 * Port: makes what belongs to a completed checkpoint (an epoch) visible, durably. Thread-safe.
 *
 * <p>An epoch is visible to readers when every bucket and every partition has published it. Whoever
 * publishes epoch k + 1 has waited until all of epoch k is durable, so readers find each row either
 * as of the epoch that they read at, or with its value before.
 *
 * <p>Does not: merge, count, or decide when an epoch is complete.
 */
public interface Publisher extends AutoCloseable {

  /**
   * Says where publishing goes on. Called once, before anything is published.
   *
   * @param epoch of the checkpoint that was restored; 0 when counting begins
   * @throws IllegalStateException when something later is published already: counting was set back
   *     to an older checkpoint, or begins anew over the rows of another run
   */
  void resume(long epoch);

  /**
   * Writes the rows, and that their bucket has reached their epoch once all parts are durable.
   *
   * <p>May be called again with the same rows, by whoever, at any time: what is there already or
   * was replaced by a later epoch does not change. While the store does not answer, the stage stays
   * open and writing is tried again for ever.
   *
   * @return completes when the rows are durable; exceptionally only when trying again cannot help
   */
  CompletionStage<Void> publish(BucketRows rows);

  /** As {@link #publish(BucketRows)}, of what is known about one partition. */
  CompletionStage<Void> publish(PartitionReport report);

  /** Gives up what is not durable yet. */
  @Override
  void close();
}
