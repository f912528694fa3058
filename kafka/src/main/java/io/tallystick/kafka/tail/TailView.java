package io.tallystick.kafka.tail;

import java.util.List;

/**
 * The events that the topic holds beyond what an epoch has published, at one moment. Immutable.
 *
 * @param epoch what is published
 * @param asOfMillis when the topic was read to its end the last time, milliseconds since the epoch;
 *     an event that was accepted before is published or in here. {@link #NEVER}: not yet
 * @param isExact whether numbers are exact; else they are too high for a while, since a long tail is
 *     only remembered in groups of records
 * @param timeMillisMin earliest event time of them all, {@link Long#MAX_VALUE} without any
 * @param partitions of all partitions, by their number
 */
public record TailView(
    long epoch, long asOfMillis, boolean isExact, long timeMillisMin, List<Partition> partitions) {

  /** The topic was not read to its end yet, or has to be once more, as Kafka was gone. */
  public static final long NEVER = Long.MIN_VALUE;

  /**
   * What is in flight in one partition.
   *
   * @param events all of them
   * @param canary how many of them are the cluster's own
   */
  public record Partition(long events, long canary) {}

  public TailView {
    partitions = List.copyOf(partitions);
  }
}
