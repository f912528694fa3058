package io.tallystick.app.cluster;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterCount;
import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.publish.PublishedReader;
import io.tallystick.core.publish.PublishedView;
import io.tallystick.core.receipt.ReceiptIndex;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupView;
import io.tallystick.core.rollup.SeriesKey;
import io.tallystick.kafka.tail.TailView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster has published and what is in its topic, as a test says. Counts what is sent at
 * once, or not at all. Thread-safe.
 */
final class FakeCluster implements PublishedReader {

  static final int PARTITIONS = 2;
  static final long HOUR = 480_000;

  private final List<TreeMap<Long, DeadLetter>> letters = new ArrayList<>();
  private final long[] offsets = new long[PARTITIONS];
  private final long[] inFlight = new long[PARTITIONS];
  private long epoch;
  private long surplus;
  private boolean silent;

  FakeCluster() {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      letters.add(new TreeMap<>());
    }
  }

  /** So many events of a partition are counted by now. */
  synchronized void counted(int partition, long events) {
    offsets[partition] += events;
    epoch++;
  }

  /** So many more are in the topic. */
  synchronized void inFlight(int partition, long events) {
    inFlight[partition] = events;
  }

  /** The totals hold so many events that nobody has counted. */
  synchronized void surplus(long events) {
    surplus = events;
    epoch++;
  }

  /** Neither answers nor refuses in another way. */
  synchronized void silent(boolean isSilent) {
    silent = isSilent;
  }

  /** Publishes a dead letter, new or changed. */
  synchronized void put(DeadLetter letter) {
    letters.get(letter.partition()).put(letter.offset(), letter);
    offsets[letter.partition()] = Math.max(offsets[letter.partition()], letter.offset() + 1);
    epoch++;
  }

  /** Where the next event of a partition will stand. */
  synchronized long end(int partition) {
    return offsets[partition];
  }

  synchronized long epoch() {
    return epoch;
  }

  /** As the one who follows the topic. */
  synchronized TailView published(long publishedEpoch, Map<Integer, Long> positions) {
    List<TailView.Partition> partitions = new ArrayList<>();
    for (long events : inFlight) {
      partitions.add(new TailView.Partition(events, Math.min(events, 1)));
    }
    return new TailView(
        publishedEpoch, HOUR * HourTally.MILLIS + 5_000, true, Long.MAX_VALUE, partitions);
  }

  @Override
  public synchronized PublishedView open() {
    if (silent) {
      throw new RefusedException(ErrorCode.UNAVAILABLE, "cassandra", "silent", "an answer");
    }
    List<PublishedView.Partition> partitions = new ArrayList<>();
    long counted = 0;
    for (int partition = 0; epoch > 0 && partition < PARTITIONS; partition++) {
      partitions.add(partition(partition));
      counted += partitions.get(partition).state().tally().counted();
    }
    List<TreeMap<Long, DeadLetter>> copy = letters.stream().map(TreeMap::new).toList();
    return new View(epoch, partitions, counted + surplus, copy);
  }

  private PublishedView.Partition partition(int partition) {
    long dead = letters.get(partition).size();
    Tally tally = new Tally(new Fates(offsets[partition] - dead, 0, dead), Fates.NONE);
    PartitionState state = new PartitionState(
        partition,
        epoch,
        offsets[partition],
        tally,
        new HourTally(HOUR, 0, tally),
        0,
        0,
        List.of(),
        new byte[0]);
    long open = letters.get(partition).values().stream()
        .filter(letter -> letter.state() == DeadLetter.State.OPEN)
        .count();
    DeadLetterCount count =
        new DeadLetterCount(DeadLetterReason.VALUE_TOO_LARGE, open, dead - open, 0);
    return new PublishedView.Partition(state, List.of(count), Collections.emptySortedMap(), 0);
  }

  private record View(
      long epoch,
      List<PublishedView.Partition> partitions,
      long countedInTotals,
      List<TreeMap<Long, DeadLetter>> letters)
      implements PublishedView {

    @Override
    public void row(Level level, int parent, SeriesKey series, RollupView.ChildVisitor visitor) {
      throw new IllegalStateException("row: not asked for here");
    }

    @Override
    public void rows(
        Level level, int parent, byte[] seriesPrefix, RollupView.SeriesVisitor visitor) {
      throw new IllegalStateException("rows: not asked for here");
    }

    @Override
    public List<HourTally> hours(int partition, long hourFrom, long hourEnd) {
      HourTally hour = partitions.get(partition).state().hour();
      return hour.hour() >= hourFrom && hour.hour() < hourEnd ? List.of(hour) : List.of();
    }

    @Override
    public @Nullable DeadLetter deadLetter(int partition, long offset) {
      return letters.get(partition).get(offset);
    }

    @Override
    public List<DeadLetter> deadLetters(int partition, long offsetFrom, int lettersMax) {
      return letters.get(partition).tailMap(offsetFrom).values().stream()
          .limit(lettersMax)
          .toList();
    }

    @Override
    public void candidates(int partition, long identityLow, ReceiptIndex.CandidateVisitor visitor) {
      // nothing is found
    }

    @Override
    public @Nullable Commit commitOf(int partition, long offset) {
      return null;
    }
  }
}
