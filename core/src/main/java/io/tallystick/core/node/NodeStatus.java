package io.tallystick.core.node;

import io.tallystick.core.ledger.Tally;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Port: how a node and its partitions are doing at this moment. Thread-safe and cheap. */
public interface NodeStatus {

  /**
   * Where a node is in its life; it moves only downwards in this list, except that a node whose
   * storage failed starts again by itself.
   */
  enum State {
    /** Replaying the log; does not answer yet. */
    STARTING,
    /** Takes events and answers. */
    READY,
    /** Drains and refuses new events. */
    STOPPING,
    /** A partition has stopped on an error; see {@link #failure()}. */
    FAILED
  }

  /**
   * How far one partition has come. Offsets count events, see {@link
   * io.tallystick.core.log.EventLog}.
   *
   * @param partition its number
   * @param logBegin offset of the oldest event that is kept
   * @param logEnd offset that the next event will get
   * @param processedOffset everything before it has its fate and is visible in answers
   * @param committedOffset everything before it need not be replayed after a restart
   * @param tally the fates of everything before {@code processedOffset}
   * @param canaryInFlight canary events that have no fate yet
   * @param openDeadLetters dead letters that wait to be repaired or discarded
   * @param deduplicationIds identities remembered in memory
   * @param deduplicationMemoryBytes memory that they take
   * @param deduplicationDiskIds identities remembered on disk
   */
  record Partition(
      int partition,
      long logBegin,
      long logEnd,
      long processedOffset,
      long committedOffset,
      Tally tally,
      long canaryInFlight,
      long openDeadLetters,
      long deduplicationIds,
      long deduplicationMemoryBytes,
      long deduplicationDiskIds) {

    /** A partition that has not begun to count. */
    public static Partition starting(int partition, long logBegin, long logEnd) {
      return new Partition(partition, logBegin, logEnd, 0, 0, Tally.NONE, 0, 0, 0, 0, 0);
    }

    /** Users' events that have no fate yet. */
    public long inFlight() {
      return logEnd - processedOffset - canaryInFlight;
    }

    /** Users' events that were acknowledged. */
    public long accepted() {
      return tally.events().total() + inFlight();
    }
  }

  State state();

  /** What happened, where, what the node did and what to do; null unless {@link State#FAILED}. */
  @Nullable
  String failure();

  List<Partition> partitions();
}
