package io.tallystick.kafka.tail;

import java.util.Arrays;

/**
 * Consecutive records of one topic partition: how many events of each partition they have. Not
 * thread-safe.
 *
 * <p>Knows single records, until it is told to forget them and keeps the sums only.
 */
final class TailRun {

  /** Records of a run. */
  static final int RECORDS_MAX = 256;

  /* Per partition. */
  private final long[] events;
  private final long[] canary;

  private final int partitions;
  private long timeMillisMin = Long.MAX_VALUE;
  private long firstPosition = Long.MAX_VALUE;
  private long lastPosition = -1;

  /* Of each record. Empty when they are forgotten. */
  private long[] positions = new long[RECORDS_MAX];
  private long[] times = new long[RECORDS_MAX];
  private int[] recordPartition = new int[RECORDS_MAX];
  private int[] recordEvents = new int[RECORDS_MAX];
  private int[] recordCanary = new int[RECORDS_MAX];
  private int first;
  private int count;

  TailRun(int partitions) {
    this.partitions = partitions;
    this.events = new long[partitions];
    this.canary = new long[partitions];
  }

  boolean isFull() {
    return count == RECORDS_MAX || positions.length == 0;
  }

  /** Adds the events that a record has of one partition. */
  void add(long position, int partition, int eventCount, int canaryCount, long timeMillis) {
    positions[count] = position;
    recordPartition[count] = partition;
    recordEvents[count] = eventCount;
    recordCanary[count] = canaryCount;
    times[count] = timeMillis;
    events[partition] += eventCount;
    canary[partition] += canaryCount;
    timeMillisMin = Math.min(timeMillisMin, times[count]);
    firstPosition = Math.min(firstPosition, position);
    lastPosition = position;
    count++;
  }

  /** Forgets single records. */
  void forgetRecords() {
    positions = new long[0];
    times = new long[0];
    recordPartition = new int[0];
    recordEvents = new int[0];
    recordCanary = new int[0];
    first = 0;
    count = 0;
  }

  /** Records that are known one by one. */
  int records() {
    return count - first;
  }

  /** Takes in the run after it. Both must have forgotten their records. */
  void absorb(TailRun next) {
    assert positions.length == 0 && next.positions.length == 0;
    for (int partition = 0; partition < partitions; partition++) {
      events[partition] += next.events[partition];
      canary[partition] += next.canary[partition];
    }
    timeMillisMin = Math.min(timeMillisMin, next.timeMillisMin);
    lastPosition = next.lastPosition;
  }

  boolean endsBefore(long position) {
    return lastPosition < position;
  }

  /**
   * Drops the records before {@code position}, if they are known.
   *
   * @return whether what is left is exactly what lies at or after it
   */
  boolean dropBefore(long position) {
    if (position <= firstPosition || positions.length == 0) {
      return position <= firstPosition;
    }
    int from = first;
    while (first < count && positions[first] < position) {
      events[recordPartition[first]] -= recordEvents[first];
      canary[recordPartition[first]] -= recordCanary[first];
      first++;
    }
    if (first > from) {
      timeMillisMin = Arrays.stream(times, first, count).min().orElse(Long.MAX_VALUE);
    }
    return true;
  }

  void addTo(long[] eventSums, long[] canarySums) {
    for (int partition = 0; partition < partitions; partition++) {
      eventSums[partition] += events[partition];
      canarySums[partition] += canary[partition];
    }
  }

  long timeMillisMin() {
    return timeMillisMin;
  }
}
