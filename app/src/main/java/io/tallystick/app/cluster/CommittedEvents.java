package io.tallystick.app.cluster;

import io.tallystick.cassandra.schema.Commits;
import io.tallystick.core.ledger.FateRuns;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchReader;
import io.tallystick.core.receipt.CommitRecord;
import io.tallystick.core.recount.RawEvents;
import io.tallystick.kafka.log.TopicRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;

/**
 * The events that the topic still holds, with the fates that were published. Thread-safe.
 *
 * <p>Does not: keep the topic from deleting; what is deleted while it is read is missed and told.
 */
public final class CommittedEvents implements RawEvents {

  /*
   * A commit says which offsets it decided, their fates, and between which positions of the topic
   * their records lie. Commits are read in stretches, because each stretch asks Kafka anew. The
   * events of a partition lie in one topic partition, in the order in which they were counted.
   * Where topic partitions were added a commit may have counted from two of them in an order that
   * is not known any more; then its events are taken by arrival, and a commit is a stretch of its
   * own.
   */

  /** Events of a stretch, about. */
  private static final int STRETCH_EVENTS = 20_000;

  private final int partitions;
  private final Supplier<Commits> commits;
  private final IntToLongFunction decidedEnd;
  private final TopicRange topic;

  /**
   * @param commits asked when they are needed
   * @param decidedEnd how far each partition is published
   * @param topic for this alone
   */
  public CommittedEvents(
      int partitions, Supplier<Commits> commits, IntToLongFunction decidedEnd, TopicRange topic) {
    this.partitions = partitions;
    this.commits = commits;
    this.decidedEnd = decidedEnd;
    this.topic = topic;
  }

  @Override
  public int partitions() {
    return partitions;
  }

  @Override
  public Hold holdLog() {
    return () -> {};
  }

  @Override
  public long begin(int partition) {
    Map<Integer, Long> kept = topic.begins();
    Commits known = commits.get();
    long low = 0;
    long high = decidedEnd(partition);
    // the topic and the store forget what is oldest, so a commit that is kept is kept from there on
    while (low < high) {
      long middle = (low + high) >>> 1;
      Commits.Commit commit = known.of(partition, middle);
      if (commit == null) {
        low = middle + 1;
      } else if (isKept(known, partition, commit, kept)) {
        high = commit.record().beginOffset();
      } else {
        low = commit.record().endOffset();
      }
    }
    return high;
  }

  private static boolean isKept(
      Commits known, int partition, Commits.Commit commit, Map<Integer, Long> kept) {
    long begin = commit.record().beginOffset();
    if (begin == 0) {
      return isKept(new TreeMap<>(), commit.logPositions(), kept);
    }
    // without the commit before it is not known where this one begins
    Commits.Commit before = known.of(partition, begin - 1);
    return before != null && isKept(before.logPositions(), commit.logPositions(), kept);
  }

  private static boolean isKept(
      Map<Integer, Long> from, Map<Integer, Long> to, Map<Integer, Long> kept) {
    return to.entrySet().stream()
        .allMatch(position -> from.getOrDefault(position.getKey(), 0L).equals(position.getValue())
            || kept.getOrDefault(position.getKey(), 0L)
                <= from.getOrDefault(position.getKey(), 0L));
  }

  @Override
  public long decidedEnd(int partition) {
    return decidedEnd.applyAsLong(partition);
  }

  @Override
  public long offsetAt(int partition, long arrivalMillis) {
    long[] found = {decidedEnd(partition)};
    read(partition, begin(partition), found[0], (entry, fates) -> {
      if (entry.arrivalMillis() >= arrivalMillis) {
        found[0] = entry.offset();
        return false;
      }
      return true;
    });
    return found[0];
  }

  @Override
  public void read(int partition, long begin, long end, EntryVisitor visitor) {
    SortedMap<Integer, Long> from = new TreeMap<>();
    if (begin > 0) {
      Commits.Commit before = commits.get().of(partition, begin - 1);
      if (before == null) {
        throw new EventLog.TrimmedException(partition, begin, begin(partition));
      }
      from.putAll(before.logPositions());
    }
    Stretch stretch = new Stretch(partition, begin, from, visitor);
    commits.get().visit(partition, begin, end, stretch::add);
    stretch.flush();
  }

  /** Commits that are read together. */
  private final class Stretch {

    private final int partition;
    private final EntryVisitor visitor;
    private final LogBatchReader reader = new LogBatchReader();
    private SortedMap<Integer, Long> from;
    private SortedMap<Integer, Long> to;
    private long begin;
    private byte[] fates = new byte[STRETCH_EVENTS];
    private int count;
    private long arrivalMillis = Long.MIN_VALUE;
    private boolean ended;

    Stretch(int partition, long begin, SortedMap<Integer, Long> from, EntryVisitor visitor) {
      this.partition = partition;
      this.begin = begin;
      this.from = from;
      this.to = from;
      this.visitor = visitor;
    }

    boolean add(Commits.Commit commit) {
      CommitRecord record = commit.record();
      if (record.beginOffset() != begin + count) {
        throw new IllegalStateException("commits: partition " + partition + ", one begins at "
            + record.beginOffset() + " (expected: at " + (begin + count) + ")");
      }
      if (moved(to, commit.logPositions()) > 1) {
        flush();
      }
      FateRuns.read(record.fates(), 0, record.fates().length, (fate, length) -> {
        int end = Math.toIntExact(count + length);
        if (end > fates.length) {
          fates = Arrays.copyOf(fates, Math.max(end, 2 * fates.length));
        }
        Arrays.fill(fates, count, end, (byte) fate.number());
        count = end;
      });
      boolean several = moved(to, commit.logPositions()) > 1;
      to = commit.logPositions();
      if (several || count >= STRETCH_EVENTS) {
        flush();
      }
      return !ended;
    }

    /** In how many topic partitions there is something between. */
    private static long moved(Map<Integer, Long> from, Map<Integer, Long> to) {
      return to.entrySet().stream()
          .filter(each -> !each.getValue().equals(from.getOrDefault(each.getKey(), 0L)))
          .count();
    }

    void flush() {
      if (count == 0 || ended) {
        return;
      }
      List<Batch> batches = new ArrayList<>();
      topic.read(
          partition,
          from,
          to,
          (topicPartition, arrival, batch) -> batches.add(new Batch(arrival, batch)));
      if (moved(from, to) > 1) {
        batches.sort((a, b) -> Long.compare(a.arrivalMillis(), b.arrivalMillis()));
      }
      int at = 0;
      for (Batch batch : batches) {
        reader.read(batch.bytes());
        int end = at + reader.count();
        if (end > count) {
          at = end;
          break;
        }
        arrivalMillis = Math.max(arrivalMillis, batch.arrivalMillis());
        EventLog.Entry entry =
            new EventLog.Entry(begin + at, reader.count(), arrivalMillis, batch.bytes());
        if (!visitor.entry(entry, Arrays.copyOfRange(fates, at, end))) {
          ended = true;
          return;
        }
        at = end;
      }
      if (at != count) {
        throw new IllegalStateException("topic: partition " + partition + " has " + at
            + " events between " + from + " and " + to + " (expected: " + count
            + ", which were counted from there); did the topic delete them meanwhile?");
      }
      begin += count;
      count = 0;
      from = to;
    }
  }

  private record Batch(long arrivalMillis, byte[] bytes) {}
}
