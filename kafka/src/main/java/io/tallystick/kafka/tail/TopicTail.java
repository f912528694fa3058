package io.tallystick.kafka.tail;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The records of all topic partitions from the published positions on, in bounded memory. Not
 * thread-safe.
 */
final class TopicTail {

  /*
   * Positions only move forward, and they move through the oldest records first. So when memory is
   * short, it is the newest full runs that forget their single records, and when there are too many
   * runs neighbours become one. A position inside such a run leaves all of it in flight: numbers are
   * too high, the earliest time is too early, and both are right again when the position has passed
   * it. Nothing ever looks settled that is not.
   */

  /** One topic partition. */
  private static final class Queue {
    final Deque<TailRun> runs = new ArrayDeque<>();
    long position;
    boolean exact = true;
  }

  private final int partitions;
  private final int recordsMax;
  private final int runsMax;
  private final Map<Integer, Queue> queues = new TreeMap<>();
  private int records;
  private int runs;

  /**
   * @param recordsMax records that are known one by one, 28 bytes each
   * @param runsMax runs of records, 16 bytes for each partition
   */
  TopicTail(int partitions, int recordsMax, int runsMax) {
    this.partitions = partitions;
    this.recordsMax = recordsMax;
    this.runsMax = runsMax;
  }

  /** Adds what a record has of one partition. */
  void add(
      int topicPartition, long position, int partition, int events, int canary, long timeMillis) {
    Queue queue = queue(topicPartition);
    if (position < queue.position) {
      return;
    }
    TailRun run = queue.runs.peekLast();
    if (run == null || run.isFull()) {
      if (run != null && records > recordsMax) {
        records -= run.records();
        run.forgetRecords();
      }
      run = new TailRun(partitions);
      queue.runs.addLast(run);
      runs++;
      if (runs > runsMax) {
        joinNeighbours();
      }
    }
    run.add(position, partition, events, canary, timeMillis);
    records++;
  }

  /** Everything before {@code position} of a topic partition is published. */
  void published(int topicPartition, long position) {
    Queue queue = queue(topicPartition);
    if (position <= queue.position) {
      return;
    }
    queue.position = position;
    queue.exact = true;
    TailRun first = queue.runs.peekFirst();
    while (first != null && first.endsBefore(position)) {
      records -= first.records();
      runs--;
      queue.runs.removeFirst();
      first = queue.runs.peekFirst();
    }
    if (first != null) {
      records -= first.records();
      queue.exact = first.dropBefore(position);
      records += first.records();
    }
  }

  /** Where the published part of a topic partition ends; 0 where nothing is. */
  long position(int topicPartition) {
    return queue(topicPartition).position;
  }

  /** Forgets all records, not the positions. */
  void clear() {
    for (Queue queue : queues.values()) {
      queue.runs.clear();
      queue.exact = true;
    }
    records = 0;
    runs = 0;
  }

  TailView view(long epoch, long asOfMillis) {
    long[] events = new long[partitions];
    long[] canary = new long[partitions];
    long time = Long.MAX_VALUE;
    boolean exact = true;
    for (Queue queue : queues.values()) {
      exact &= queue.exact;
      for (TailRun run : queue.runs) {
        run.addTo(events, canary);
        time = Math.min(time, run.timeMillisMin());
      }
    }
    List<TailView.Partition> counts = new ArrayList<>(partitions);
    for (int partition = 0; partition < partitions; partition++) {
      counts.add(new TailView.Partition(events[partition], canary[partition]));
    }
    return new TailView(epoch, asOfMillis, exact, time, counts);
  }

  private Queue queue(int topicPartition) {
    return queues.computeIfAbsent(topicPartition, ignored -> new Queue());
  }

  /** Halves the number of the runs that have forgotten their records. */
  private void joinNeighbours() {
    for (Queue queue : queues.values()) {
      List<TailRun> joined = new ArrayList<>(queue.runs.size());
      boolean open = false;
      for (TailRun run : queue.runs) {
        boolean sums = run.isFull() && run.records() == 0;
        if (sums && open) {
          joined.get(joined.size() - 1).absorb(run);
          runs--;
        } else {
          joined.add(run);
        }
        open = sums && !open;
      }
      queue.runs.clear();
      queue.runs.addAll(joined);
    }
  }
}
