package io.tallystick.core.publish;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Port: what the log holds beyond what was published. Thread-safe; answers at once from what it has
 * followed so far.
 *
 * <p>Does not: know fates, or who is behind.
 */
public interface LogTail {

  /**
   * The events of one partition that have no published fate.
   *
   * @param eventsByHour how many of users, by hour of arrival, see {@link
   *     io.tallystick.core.ledger.HourTally#hour}
   * @param canary how many of the node's own canary
   * @param earliestMillis the earliest event time among all of them; {@link #NONE} when there are
   *     none
   */
  record InFlight(SortedMap<Long, Long> eventsByHour, long canary, long earliestMillis) {

    /** The earliest time when nothing is in flight. */
    public static final long NONE = Long.MAX_VALUE;

    /** Nothing is in flight. */
    public static final InFlight NOTHING = new InFlight(new TreeMap<>(), 0, NONE);

    public InFlight {
      eventsByHour = Collections.unmodifiableSortedMap(new TreeMap<>(eventsByHour));
    }

    /** How many events of users are in flight. */
    public long events() {
      return eventsByHour.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * What is in flight.
   *
   * @param logPositions as they were published, see {@link PartitionReport#logPositions()}: what
   *     stands before them has its fate. A topic partition that is missing is in flight from its
   *     beginning
   */
  InFlight after(int partition, SortedMap<Integer, Long> logPositions);

  /**
   * Everything that was acknowledged before this time, in milliseconds since the epoch, is known
   * here. Grows with the clock while the log can be read, and stands still while it cannot.
   */
  long completeUntilMillis();
}
