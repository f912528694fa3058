package io.tallystick.core.process;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.deadletter.EventRule;
import io.tallystick.core.deadletter.OpenDeadLetters;
import io.tallystick.core.deadletter.SumRange;
import io.tallystick.core.dedup.DeduplicationIndex;
import io.tallystick.core.event.CanaryEvents;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.TextSlice;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.log.EventIdentity;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchReader;
import io.tallystick.core.log.LoggedEvents;
import io.tallystick.core.receipt.HashPieces;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.PendingRollups;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives every event of one partition its fate. Single-threaded.
 *
 * <p>The order of calls: {@link #restore} or nothing, {@link #remember} for the entries that only
 * the deduplication index still needs and {@link #reopen} for the open dead letters, then for each
 * entry {@link #begin} and {@link #advance} until it returns false, and between entries {@link
 * #freeze} whenever the engine wants to commit.
 */
public final class PartitionProcessor {

  /*
   * An event is counted when its identity is new. Two things stand above that rule: while a dead
   * letter is open every further event of its identity is a duplicate, however late it comes, and
   * only a replay of that very dead letter is decided anew, which closes it. So an event can be
   * replayed any number of times, by anybody, and is counted once.
   */

  /** Identities that are found at once: their cache lines fit in the second level of the cache. */
  private static final int SLICE_MAX = 256;

  private static final int SERIES_EXPECTED_MIN = 1024;

  private final int partition;
  private final List<Dimension> counted;
  private final DeduplicationIndex index;
  private final SeriesResolver[] resolvers;
  private final RuleCheck rules;
  private final SumRange sums;
  private final OpenDeadLetters open = new OpenDeadLetters();
  private final LogBatchReader batch = new LogBatchReader();
  private final LoggedEvents events = new LoggedEvents();
  private final EventIdentity identity = new EventIdentity();
  private final TextSlice source = new TextSlice();
  private final TextSlice id = new TextSlice();

  private final long[] highs = new long[SLICE_MAX];
  private final long[] lows = new long[SLICE_MAX];
  private long @Nullable [] identities;
  private final boolean[] canaries = new boolean[SLICE_MAX];

  @SuppressWarnings("unused") // written, so that the reads before it are not optimized away
  private int touched;

  private final HashPieces hashes = new HashPieces();
  private PendingRollups pending = new PendingRollups(SERIES_EXPECTED_MIN);
  private @Nullable PendingRollups spare;
  private Journal journal;
  private List<DimensionSpan> dimensions;
  private final FateCounter fates = new FateCounter();
  private long arrivalMillis;
  private long offset;
  private int next;
  private int identifiedSource = -1;
  private boolean identifiedCanary;

  /**
   * @param partition its number
   * @param dimensions what is counted besides {@link Dimension#TOTAL}, {@link Dimension#SUBJECT} among them
   * @param rules what events must be like to be counted
   * @param sums keeps the sums of this partition exact
   * @param index remembers identities of this partition, already restored from its checkpoint
   */
  public PartitionProcessor(
      int partition,
      List<Dimension> dimensions,
      List<EventRule> rules,
      SumRange sums,
      DeduplicationIndex index) {
    this.partition = partition;
    this.index = index;
    this.sums = sums;
    this.rules = new RuleCheck(rules);
    counted = Stream.concat(Stream.of(Dimension.TOTAL), dimensions.stream()).toList();
    resolvers = counted.stream().map(SeriesResolver::new).toArray(SeriesResolver[]::new);
    this.dimensions = DimensionSpan.next(List.of(), counted, 0);
    journal = new Journal(partition, 0, hashes);
  }

  /** Continues where a commit left off. */
  public void restore(PartitionState state) {
    offset = state.offset();
    fates.restore(state.tally(), state.hour());
    sums.restore(state.magnitudeHigh(), state.magnitudeLow());
    dimensions = DimensionSpan.next(state.dimensions(), counted, offset);
    journal = new Journal(partition, offset, hashes);
  }

  /** Learns of a dead letter that was open at the last commit. */
  public void reopen(DeadLetter deadLetter) {
    identify(deadLetter.event());
    open.add(identity.high(), identity.low(), deadLetter.offset());
  }

  /**
   * Closes an open dead letter without counting it; between entries only.
   *
   * @param nowMillis when it was decided, milliseconds since the epoch
   * @param note who decided it and why; may be empty
   * @return false when it is not open
   */
  public boolean discard(DeadLetter deadLetter, long nowMillis, String note) {
    identify(deadLetter.event());
    if (open.find(identity.high(), identity.low()) != deadLetter.offset()) {
      return false;
    }
    open.remove(identity.high(), identity.low());
    journal.add(DeadLetter.Closing.discarded(deadLetter.offset(), nowMillis, note));
    return true;
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
    rules.begin();
    for (SeriesResolver resolver : resolvers) {
      resolver.begin(batch);
    }
    arrivalMillis = entry.arrivalMillis();
    HourTally ended = fates.arrival(arrivalMillis, offset);
    if (ended != null) {
      journal.add(ended);
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
    boolean exceptional = !open.isEmpty() || batch.hasReplays();
    for (int event = next; event < end; event++) {
      int i = event - next;
      boolean first = index.firstSeen(highs[i], lows[i]);
      if (exceptional) {
        first = isToBeDecided(event, i, first);
      }
      Fate fate = first ? count(event, i) : Fate.DUPLICATE;
      fates.add(fate, canaries[i]);
      journal.add(lows[i], fate);
    }
    offset += end - next;
    boolean more = end < batch.count();
    next = more ? end : 0;
    return more;
  }

  /**
   * Takes what is to be committed and starts anew; between entries only.
   *
   * @param epoch number of the commit
   */
  public PartitionState freeze(long epoch) {
    if (next != 0) {
      throw new IllegalStateException("freeze: inside of an entry (expected: between entries)");
    }
    HourTally hour = fates.hour();
    if (fates.hasHour()) {
      journal.add(hour);
    }
    PartitionState state = new PartitionState(
        partition,
        epoch,
        offset,
        fates.tally(),
        hour,
        sums.high(),
        sums.low(),
        dimensions,
        index.checkpoint(offset).toByteArray());
    pending = nextPending(pending);
    journal = new Journal(partition, offset, hashes);
    return state;
  }

  /** What was counted since the last {@link #freeze} or {@link #takePending}. */
  public PendingRollups pending() {
    return pending;
  }

  /** Takes what was counted so far, for whoever cannot hold all of it until the next commit. */
  public PendingRollups takePending() {
    PendingRollups taken = pending;
    pending = nextPending(taken);
    return taken;
  }

  private PendingRollups nextPending(PendingRollups last) {
    PendingRollups next = spare;
    spare = null;
    return next == null
        ? new PendingRollups(Math.max(SERIES_EXPECTED_MIN, last.seriesCount()))
        : next;
  }

  /** Takes the memory of rollups that were handed out and that nobody reads any more. */
  public void recycle(PendingRollups rollups) {
    if (rollups.clear()) {
      spare = rollups;
    }
  }

  /** Takes the memory of a journal that was handed out and that nobody reads any more. */
  public void recycle(Journal journal) {
    journal.receipts().release();
  }

  /** What was decided about single events since the last {@link #freeze}. */
  public Journal journal() {
    return journal;
  }

  /** Everything before it has its fate. */
  public long offset() {
    return offset;
  }

  /** The fates of everything before {@link #offset()}. */
  public Tally tally() {
    return fates.tally();
  }

  /** The hour of arrival that goes on, since its beginning. */
  public HourTally hour() {
    return fates.hour();
  }

  /** What is counted, and since when. */
  public List<DimensionSpan> dimensions() {
    return dimensions;
  }

  /** Dead letters that are open. */
  public int openDeadLetters() {
    return open.size();
  }

  private void open(EventLog.Entry entry) {
    batch.read(entry.batch());
    if (batch.count() != entry.count()) {
      throw new IllegalStateException(
          "batch: " + batch.count() + " events (expected: " + entry.count() + " as the log says)");
    }
    identities = entry.identities();
    identifiedSource = -1;
    index.beginBatch(entry.arrivalMillis(), entry.offset());
  }

  /** Finds the identities of some events, and warms the cache for looking them up. */
  private void identify(int begin, int end) {
    long[] known = identities;
    for (int event = begin; event < end; event++) {
      int sourceIndex = batch.source(event);
      if (sourceIndex != identifiedSource) {
        batch.dictionary(sourceIndex, source);
        identifiedSource = sourceIndex;
        identifiedCanary = CanaryEvents.isCanary(source);
      }
      if (known == null) {
        batch.id(event, id);
        identity.of(source, id);
        highs[event - begin] = identity.high();
        lows[event - begin] = identity.low();
      } else {
        highs[event - begin] = known[2 * event];
        lows[event - begin] = known[2 * event + 1];
        assert isIdentity(event, highs[event - begin], lows[event - begin]);
      }
      canaries[event - begin] = identifiedCanary;
    }
    int read = 0;
    for (int i = 0; i < end - begin; i++) {
      read += index.touch(lows[i]);
    }
    touched = read;
  }

  private boolean isIdentity(int event, long high, long low) {
    batch.id(event, id);
    identity.of(source, id);
    return identity.high() == high && identity.low() == low;
  }

  private void identify(Event event) {
    source.set(event.source());
    id.set(event.id());
    identity.of(source, id);
    identifiedSource = -1;
  }

  /** Whether the event gets a fate of its own, as an open dead letter or a replay has it. */
  private boolean isToBeDecided(int event, int i, boolean first) {
    long replayOf = batch.replayOf(event);
    long openOffset = open.find(highs[i], lows[i]);
    if (replayOf < 0) {
      return first && openOffset == OpenDeadLetters.NONE;
    }
    if (openOffset != replayOf) {
      return false;
    }
    open.remove(highs[i], lows[i]);
    long replayOffset = offset + event - next;
    journal.add(DeadLetter.Closing.replayed(
        replayOf,
        arrivalMillis,
        replayOffset,
        events.replayNote(batch, event),
        events.event(batch, event)));
    return true;
  }

  private Fate count(int event, int i) {
    if (!rules.isEmpty() && !canaries[i]) {
      RuleCheck.Violation violation = rules.check(batch, event);
      if (violation != null) {
        return deadLetter(event, i, violation.reason(), violation.message());
      }
    }
    long unscaled = batch.valueUnscaled(event);
    int scale = batch.valueScale(event);
    if (!sums.add(unscaled, scale)) {
      return deadLetter(
          event,
          i,
          DeadLetterReason.SUM_OVERFLOW,
          "value: " + BigDecimal.valueOf(unscaled, scale).toPlainString()
              + " (expected: sums of at most 127 bits in billionths, which it might exceed)");
    }
    int minute = Calendar.minute(batch.timeMillis(event));
    PendingRollups rollups = pending;
    for (SeriesResolver resolver : resolvers) {
      int series = resolver.resolve(batch, event, rollups);
      if (series != SeriesResolver.ABSENT) {
        rollups.add(series, minute, unscaled, scale);
      }
    }
    return Fate.COUNTED;
  }

  private Fate deadLetter(int event, int i, DeadLetterReason reason, String message) {
    if (canaries[i]) {
      // nobody repairs an event of the node's own; the tally of the canary tells of it
      return Fate.DEAD_LETTERED;
    }
    long deadOffset = offset + event - next;
    journal.add(new DeadLetter(
        partition,
        deadOffset,
        arrivalMillis,
        events.event(batch, event),
        reason,
        message,
        batch.replayOf(event),
        null));
    open.add(highs[i], lows[i], deadOffset);
    return Fate.DEAD_LETTERED;
  }
}
