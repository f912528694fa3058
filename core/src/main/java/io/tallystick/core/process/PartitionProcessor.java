package io.tallystick.core.process;

import io.tallystick.core.dedup.DeduplicationCheckpoint;
import io.tallystick.core.dedup.DeduplicationIndex;
import io.tallystick.core.event.TextSlice;
import io.tallystick.core.log.EventIdentity;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchReader;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.PendingRollups;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gives every event of one partition its fate: counted or duplicate. Single-threaded.
 *
 * <p>The order of calls: {@link #restore} or nothing, {@link #remember} for the entries that only
 * the deduplication index still needs, then for each entry {@link #begin} and {@link #advance} until
 * it returns false, and between entries {@link #freeze} whenever the engine wants to commit.
 */
public final class PartitionProcessor {

  /**
   * What one commit takes: where the partition stood between two entries, and what it had counted
   * since the commit before.
   *
   * @param offset everything before it has its fate
   * @param counted events that were counted, since the beginning
   * @param duplicate events that were seen before, since the beginning
   * @param deadLettered events that could not be counted, since the beginning
   * @param deduplication what the deduplication index needs to be rebuilt from the log
   * @param rollups counted since the last commit; no longer changes
   */
  public record Frozen(
      long offset,
      long counted,
      long duplicate,
      long deadLettered,
      DeduplicationCheckpoint deduplication,
      PendingRollups rollups) {}

  private static final int SERIES_EXPECTED_MIN = 1024;

  /** Identities that are found at once: their cache lines fit in the second level of the cache. */
  private static final int SLICE_MAX = 256;

  private final DeduplicationIndex index;
  private final SeriesResolver[] resolvers;
  private final LogBatchReader batch = new LogBatchReader();
  private final EventIdentity identity = new EventIdentity();
  private final TextSlice source = new TextSlice();
  private final TextSlice id = new TextSlice();

  private final long[] highs = new long[SLICE_MAX];
  private final long[] lows = new long[SLICE_MAX];

  @SuppressWarnings("unused") // written, so that the reads before it are not optimized away
  private int touched;

  private PendingRollups pending = new PendingRollups(SERIES_EXPECTED_MIN);
  private long offset;
  private long counted;
  private long duplicate;
  private long deadLettered;
  private int next;
  private int identifiedSource = -1;

  /**
   * @param dimensions what is counted besides {@link Dimension#TOTAL}, {@link Dimension#SUBJECT} among them
   * @param index remembers identities of this partition, already restored from its checkpoint
   */
  public PartitionProcessor(List<Dimension> dimensions, DeduplicationIndex index) {
    this.index = index;
    this.resolvers = Stream.concat(Stream.of(Dimension.TOTAL), dimensions.stream())
        .map(SeriesResolver::new)
        .toArray(SeriesResolver[]::new);
  }

  /** Continues where a commit left off. */
  public void restore(long offset, long counted, long duplicate, long deadLettered) {
    this.offset = offset;
    this.counted = counted;
    this.duplicate = duplicate;
    this.deadLettered = deadLettered;
  }

  /** Shows the deduplication index an entry that was counted before the last commit. */
  public void remember(EventLog.Entry entry) {
    open(entry);
    for (int begin = 0; begin < entry.count(); begin += SLICE_MAX) {
      int end = Math.min(entry.count(), begin + SLICE_MAX);
      identify(begin, end);
      for (int i = 0; i < end - begin; i++) {
        index.remember(highs[i], lows[i]);
      }
    }
  }

  /** Begins the entry at {@link #offset()}. */
  public void begin(EventLog.Entry entry) {
    if (entry.offset() != offset || next != 0) {
      throw new IllegalStateException(
          "entry: offset " + entry.offset() + " (expected: " + offset + ", with no entry open)");
    }
    open(entry);
    for (SeriesResolver resolver : resolvers) {
      resolver.begin(batch);
    }
  }

  /**
   * Gives at most {@code eventsMax} further events of the entry their fate.
   *
   * @return whether the entry has more
   */
  public boolean advance(int eventsMax) {
    int end = Math.min(batch.count(), next + Math.min(eventsMax, SLICE_MAX));
    identify(next, end);
    for (SeriesResolver resolver : resolvers) {
      resolver.prepare(batch, next, end, pending);
    }
    for (int event = next; event < end; event++) {
      int i = event - next;
      if (index.firstSeen(highs[i], lows[i])) {
        count(event);
        counted++;
      } else {
        duplicate++;
      }
    }
    offset += end - next;
    boolean more = end < batch.count();
    next = more ? end : 0;
    return more;
  }

  /** Takes what is to be committed and starts anew; between entries only. */
  public Frozen freeze() {
    if (next != 0) {
      throw new IllegalStateException("freeze: inside of an entry (expected: between entries)");
    }
    Frozen frozen =
        new Frozen(offset, counted, duplicate, deadLettered, index.checkpoint(offset), pending);
    pending = new PendingRollups(Math.max(SERIES_EXPECTED_MIN, pending.seriesCount()));
    return frozen;
  }

  /** What was counted since the last {@link #freeze()}. */
  public PendingRollups pending() {
    return pending;
  }

  /** Everything before it has its fate. */
  public long offset() {
    return offset;
  }

  public long counted() {
    return counted;
  }

  public long duplicate() {
    return duplicate;
  }

  public long deadLettered() {
    return deadLettered;
  }

  private void open(EventLog.Entry entry) {
    batch.read(entry.batch());
    if (batch.count() != entry.count()) {
      throw new IllegalStateException(
          "batch: " + batch.count() + " events (expected: " + entry.count() + " as the log says)");
    }
    identifiedSource = -1;
    index.beginBatch(entry.arrivalMillis(), entry.offset());
  }

  /** Finds the identities of some events, and warms the cache for looking them up. */
  private void identify(int begin, int end) {
    for (int event = begin; event < end; event++) {
      int sourceIndex = batch.source(event);
      if (sourceIndex != identifiedSource) {
        batch.dictionary(sourceIndex, source);
        identifiedSource = sourceIndex;
      }
      batch.id(event, id);
      identity.of(source, id);
      highs[event - begin] = identity.high();
      lows[event - begin] = identity.low();
    }
    int read = 0;
    for (int i = 0; i < end - begin; i++) {
      read += index.touch(lows[i]);
    }
    touched = read;
  }

  private void count(int event) {
    int minute = Calendar.minute(batch.timeMillis(event));
    long unscaled = batch.valueUnscaled(event);
    int scale = batch.valueScale(event);
    PendingRollups rollups = pending;
    for (SeriesResolver resolver : resolvers) {
      int series = resolver.resolve(batch, event, rollups);
      if (series != SeriesResolver.ABSENT) {
        rollups.add(series, minute, unscaled, scale);
      }
    }
  }
}
