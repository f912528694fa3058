package io.tallystick.flink.archive;

import io.tallystick.core.publish.Varints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;

/**
 * Consecutive events of one partition: where the topic has them, when they arrived, and what became
 * of them. That is all that a file needs besides the topic. Immutable, but for the arrays, which
 * nobody changes.
 *
 * @param partition of the events
 * @param begin offset of the first one in the partition
 * @param events how many
 * @param arrivalFirst when the first one arrived, milliseconds since the epoch
 * @param arrivalLast when the last one arrived
 * @param runs where the topic has them, in the order in which they were counted
 * @param arrivals for each record, how many milliseconds after the one before it arrived, as varint;
 *     0 for the first one
 * @param fates of all of them, as {@link io.tallystick.core.ledger.FateRuns}
 */
record Stretch(
    int partition,
    long begin,
    int events,
    long arrivalFirst,
    long arrivalLast,
    List<Run> runs,
    byte[] arrivals,
    byte[] fates) {

  /** Records of a topic partition; those of other partitions among them do not belong to it. */
  record Run(int topicPartition, long begin, long end) {}

  private static final int RUN_BYTES = 40;

  Stretch {
    runs = List.copyOf(runs);
  }

  long end() {
    return begin + events;
  }

  /** Memory, roughly. */
  long bytes() {
    return 100L + (long) RUN_BYTES * runs.size() + arrivals.length + fates.length;
  }

  /** What {@link #arrivals} says. */
  PrimitiveIterator.OfLong arrivalGaps() {
    return new PrimitiveIterator.OfLong() {
      private int at;

      @Override
      public boolean hasNext() {
        return at < arrivals.length;
      }

      @Override
      public long nextLong() {
        long gap = Varints.get(arrivals, at, arrivals.length);
        at += Varints.size(gap);
        return gap;
      }
    };
  }

  /** This one and the one that follows. */
  Stretch plus(Stretch next) {
    if (next.begin != end() || next.partition != partition) {
      throw new IllegalArgumentException("stretch: begins at " + next.begin + " of partition "
          + next.partition + " (expected: " + end() + " of " + partition + ")");
    }
    List<Run> joined = new ArrayList<>(runs);
    for (Run run : next.runs) {
      join(joined, run);
    }
    byte[] gap = new byte[Varints.BYTES_MAX];
    int gapLength = Varints.put(gap, 0, next.arrivalFirst - arrivalLast);
    byte[] times = Arrays.copyOf(arrivals, arrivals.length + gapLength + next.arrivals.length - 1);
    System.arraycopy(gap, 0, times, arrivals.length, gapLength);
    // the first one of the next is one byte, 0
    System.arraycopy(
        next.arrivals, 1, times, arrivals.length + gapLength, next.arrivals.length - 1);
    byte[] both = Arrays.copyOf(fates, fates.length + next.fates.length);
    System.arraycopy(next.fates, 0, both, fates.length, next.fates.length);
    return new Stretch(
        partition,
        begin,
        events + next.events,
        arrivalFirst,
        next.arrivalLast,
        joined,
        times,
        both);
  }

  /** Adds a run, as part of the last one where the topic partition is the same. */
  static void join(List<Run> runs, Run run) {
    int last = runs.size() - 1;
    if (last >= 0 && runs.get(last).topicPartition == run.topicPartition) {
      runs.set(last, new Run(run.topicPartition, runs.get(last).begin, run.end));
    } else {
      runs.add(run);
    }
  }
}
