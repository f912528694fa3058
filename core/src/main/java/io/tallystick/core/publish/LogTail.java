package io.tallystick.core.publish;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Port: what the topic of a cluster holds behind what was published. Thread-safe.
 *
 * <p>Does not: decide anything, or remember more than it must.
 */
public interface LogTail {

  /**
   * Events without a published fate.
   *
   * @param events of users
   * @param canary of the canary
   * @param timeMillisMin earliest event time of them all; {@link Long#MAX_VALUE} when there is none
   * @param hours events of users by the hour of their arrival, in hours since 1970-01-01T00:00Z
   */
  record InFlight(long events, long canary, long timeMillisMin, SortedMap<Long, Long> hours) {

    /** Nothing at all. */
    public static final InFlight NONE = new InFlight(0, 0, Long.MAX_VALUE, new TreeMap<>());

    public InFlight {
      hours = Collections.unmodifiableSortedMap(new TreeMap<>(hours));
    }
  }

  /** Takes one record after the other. */
  interface RecordVisitor {
    /**
     * @param topicPartition where it stands in the topic
     * @param position and where in that partition
     * @param arrivalMillis when the topic took it
     * @param batch of the asked partition, as {@link io.tallystick.core.log.LogBatchLayout}
     * @return whether to go on
     */
    boolean batch(int topicPartition, long position, long arrivalMillis, byte[] batch);
  }

  /**
   * What is known to stand behind these positions, up to the end of the topic as it was seen last.
   *
   * @param positions that were published; a topic partition that is missing is followed from its
   *     beginning
   */
  InFlight behind(int partition, SortedMap<Integer, Long> positions);

  /**
   * When the end of the topic was seen last, milliseconds since the epoch: everything that was
   * acknowledged before is known.
   */
  long seenMillis();

  /**
   * Reads the batches of one partition from the topic itself, those of each topic partition in
   * their order.
   *
   * @param from first positions; a topic partition that is missing is read from its beginning
   * @param end positions to end before; a topic partition that is missing is not read
   * @throws io.tallystick.core.event.RefusedException {@link
   *     io.tallystick.core.event.ErrorCode#UNAVAILABLE} when the topic does not answer in time
   */
  void read(
      int partition,
      SortedMap<Integer, Long> from,
      SortedMap<Integer, Long> end,
      RecordVisitor visitor);

  /** Positions after the last record of every topic partition, as they are now. */
  SortedMap<Integer, Long> ends();
}
