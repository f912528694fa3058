package io.tallystick.embedded.engine;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.event.TextSlice;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.ledger.FateRuns;
import io.tallystick.core.log.EventIdentity;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchReader;
import io.tallystick.core.log.LoggedEvents;
import io.tallystick.core.process.DimensionSpan;
import io.tallystick.core.process.Journal;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.receipt.CommitRecord;
import io.tallystick.core.receipt.Receipt;
import io.tallystick.core.receipt.ReceiptIndex;
import io.tallystick.core.receipt.ReceiptReader;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.embedded.log.RocksEventLog;
import io.tallystick.embedded.rollup.RocksRollupStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Finds events by their identity: in the log's tail, in pending journals, in the store. */
final class EngineReceipts implements ReceiptReader {

  /*
   * The tail, what has no fate yet, is read whole: it is short, because the log waits for counting.
   * Everything else is found through the receipt index. An event may be in two of these places
   * while a commit goes on, so offsets are collected first, and each is then looked at once; what
   * is asked first is what is decided last, so that none is missed on its way.
   */

  /** Copies in one receipt; of more, the first and the latest are shown. */
  private static final int COPIES_MAX = 1_000;

  /** Events of the tail that are searched; beyond, counting is too far behind to give receipts. */
  private static final long TAIL_EVENTS_MAX = 5_000_000;

  private final List<PartitionWorker> workers;
  private final RocksEventLog log;
  private final RocksRollupStore store;
  private final LongAdder chunksRead = new LongAdder();
  private final LongAdder entriesRead = new LongAdder();

  EngineReceipts(List<PartitionWorker> workers, RocksEventLog log, RocksRollupStore store) {
    this.workers = workers;
    this.log = log;
    this.store = store;
  }

  /** Chunks of the index that all look-ups together have read. */
  long chunksRead() {
    return chunksRead.sum();
  }

  /** Entries of the log that they have read. */
  long entriesRead() {
    return entriesRead.sum();
  }

  @Override
  public @Nullable Receipt find(String source, String id) {
    TextSlice sourceText = new TextSlice();
    TextSlice idText = new TextSlice();
    sourceText.set(source);
    idText.set(id);
    EventIdentity identity = new EventIdentity();
    identity.of(sourceText, idText);
    int partition = EventIdentity.partition(identity.high(), workers.size());
    TreeSet<Long> candidates = new TreeSet<>();
    addTail(partition, sourceText, idText, candidates);
    addPending(partition, identity.low(), candidates);
    addCommitted(partition, identity.low(), candidates);
    LoggedCopies logged = new LoggedCopies(partition, source, id);
    TreeSet<Long> offsets = matching(candidates, logged);
    // the last one first: when it has a fate, those before it have theirs
    Map<Long, Decision> decisions = new HashMap<>();
    for (long offset : offsets.descendingSet()) {
      decisions.put(offset, decision(partition, offset));
    }
    List<Receipt.Copy> copies = new ArrayList<>();
    Long original = null;
    for (long offset : offsets) {
      Decision decision = Objects.requireNonNull(decisions.get(offset));
      Event event = logged.event(offset);
      // what was trimmed meanwhile is no longer there
      if (event != null && offset >= log.begin(partition)) {
        copies.add(copy(partition, offset, event, logged.arrivalMillis(), decision, original));
        original = decision.fate() == Fate.DUPLICATE ? original : Long.valueOf(offset);
      }
    }
    return copies.isEmpty() ? null : new Receipt(copies);
  }

  /** The first and the latest of the candidates that are really copies; looks at few others. */
  private static TreeSet<Long> matching(TreeSet<Long> candidates, LoggedCopies logged) {
    TreeSet<Long> matching = new TreeSet<>();
    for (long candidate : candidates) {
      if (logged.event(candidate) != null) {
        matching.add(candidate);
        break;
      }
    }
    for (long candidate : candidates.descendingSet()) {
      if (matching.isEmpty() || candidate <= matching.first() || matching.size() == COPIES_MAX) {
        break;
      }
      if (logged.event(candidate) != null) {
        matching.add(candidate);
      }
    }
    return matching;
  }

  private void addTail(int partition, TextSlice source, TextSlice id, TreeSet<Long> offsets) {
    Publication.Progress progress = workers.get(partition).publication().progress();
    long offset = progress == null ? log.begin(partition) : progress.offset();
    long tail = log.end(partition) - offset;
    if (tail > TAIL_EVENTS_MAX) {
      throw new RefusedException(
          ErrorCode.UNAVAILABLE,
          "events in flight",
          String.valueOf(tail),
          "at most " + TAIL_EVENTS_MAX + " while receipts are given, try again later");
    }
    LogBatchReader batch = new LogBatchReader();
    TextSlice text = new TextSlice();
    EventLog.Entry entry = log.entryAt(partition, offset);
    while (entry != null) {
      entriesRead.increment();
      batch.read(entry.batch());
      for (int event = 0; event < batch.count(); event++) {
        batch.id(event, text);
        if (text.contentEquals(id)) {
          batch.dictionary(batch.source(event), text);
          if (text.contentEquals(source)) {
            offsets.add(entry.offset() + event);
          }
        }
      }
      entry = log.read(partition, entry.offset() + entry.count());
    }
  }

  private void addPending(int partition, long identityLow, TreeSet<Long> candidates) {
    PartitionWorker worker = workers.get(partition);
    worker.lock.lock();
    try {
      for (Overlay overlay : worker.overlays().live()) {
        overlay.journal().receipts().candidates(identityLow, candidates::add);
      }
    } finally {
      worker.lock.unlock();
    }
  }

  private void addCommitted(int partition, long identityLow, TreeSet<Long> candidates) {
    long begin = log.begin(partition);
    long first = ReceiptIndex.chunk(begin);
    for (long chunk = ReceiptIndex.chunk(log.end(partition)); chunk >= first; chunk--) {
      chunksRead.increment();
      store.journal().candidates(partition, chunk, identityLow, offset -> {
        if (offset >= begin) {
          candidates.add(offset);
        }
      });
    }
  }

  private Receipt.Copy copy(
      int partition,
      long offset,
      Event event,
      long arrivalMillis,
      Decision decision,
      @Nullable Long original) {
    DeadLetter letter =
        decision.fate() == Fate.DEAD_LETTERED ? workers.get(partition).deadLetter(offset) : null;
    return new Receipt.Copy(
        event,
        decision.fate(),
        partition,
        offset,
        arrivalMillis,
        decision.committedMillis(),
        decision.fate() == Fate.COUNTED ? counted(partition, offset, event) : List.of(),
        decision.fate() == Fate.DUPLICATE ? original : null,
        letter);
  }

  /** A fate, and when it was committed. */
  private record Decision(Fate fate, @Nullable Long committedMillis) {}

  private Decision decision(int partition, long offset) {
    PartitionWorker worker = workers.get(partition);
    worker.lock.lock();
    try {
      for (Overlay overlay : worker.overlays().live()) {
        Journal journal = overlay.journal();
        if (offset >= journal.beginOffset() && offset < journal.endOffset()) {
          return new Decision(FateRuns.at(journal.fates(), offset - journal.beginOffset()), null);
        }
      }
    } finally {
      worker.lock.unlock();
    }
    CommitRecord commit = store.journal().commitOf(partition, offset);
    return commit == null
        ? new Decision(Fate.IN_FLIGHT, null)
        : new Decision(
            FateRuns.at(commit.fates(), offset - commit.beginOffset()), commit.committedMillis());
  }

  private List<Dimension> counted(int partition, long offset, Event event) {
    // while it recovers, a partition does not know the dimensions of former runs yet
    PartitionWorker worker = workers.get(partition);
    PartitionState state = worker.publication().progress() == null ? store.state(partition) : null;
    List<DimensionSpan> spans = state == null ? worker.dimensions() : state.dimensions();
    return DimensionSpan.counted(spans, offset, event);
  }

  /** Reads the log at single offsets; whoever asks for several in one entry pays for it once. */
  private final class LoggedCopies {

    private final int partition;
    private final String source;
    private final String id;
    private final LogBatchReader batch = new LogBatchReader();
    private final LoggedEvents events = new LoggedEvents();
    private EventLog.@Nullable Entry entry;

    LoggedCopies(int partition, String source, String id) {
      this.partition = partition;
      this.source = source;
      this.id = id;
    }

    /** The event at {@code offset}; null when it is another one, or no longer there. */
    @Nullable
    Event event(long offset) {
      EventLog.Entry known = entry;
      if (known == null || offset < known.offset() || offset >= known.offset() + known.count()) {
        known = log.entryAt(partition, offset);
        entry = known;
        if (known == null) {
          return null;
        }
        entriesRead.increment();
        batch.read(known.batch());
      }
      Event event = events.event(batch, (int) (offset - known.offset()));
      return event.id().equals(id) && event.source().equals(source) ? event : null;
    }

    /** When the event that was found last arrived. */
    long arrivalMillis() {
      EventLog.Entry known = entry;
      if (known == null) {
        throw new IllegalStateException("arrivalMillis: no event (expected: one was found)");
      }
      return known.arrivalMillis();
    }
  }
}
