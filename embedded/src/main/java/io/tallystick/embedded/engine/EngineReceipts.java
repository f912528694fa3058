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
import java.util.List;
import java.util.TreeSet;
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

  EngineReceipts(List<PartitionWorker> workers, RocksEventLog log, RocksRollupStore store) {
    this.workers = workers;
    this.log = log;
    this.store = store;
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
    TreeSet<Long> offsets = new TreeSet<>();
    addTail(partition, sourceText, idText, offsets);
    TreeSet<Long> candidates = new TreeSet<>();
    addPending(partition, identity.low(), candidates);
    addCommitted(partition, identity.low(), candidates);
    for (long candidate : candidates) {
      if (matches(partition, candidate, source, id)) {
        offsets.add(candidate);
      }
    }
    while (offsets.size() > COPIES_MAX) {
      offsets.remove(offsets.higher(offsets.first()));
    }
    List<Receipt.Copy> copies = new ArrayList<>();
    Long before = null;
    for (long offset : offsets) {
      Receipt.Copy copy = copy(partition, offset, before);
      if (copy != null) {
        copies.add(copy);
        before = offset;
      }
    }
    return copies.isEmpty() ? null : new Receipt(copies);
  }

  private void addTail(int partition, TextSlice source, TextSlice id, TreeSet<Long> offsets) {
    PartitionWorker.Progress progress = workers.get(partition).progress();
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
      for (PartitionWorker.Overlay overlay : worker.overlays()) {
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
      store.journal().candidates(partition, chunk, identityLow, offset -> {
        if (offset >= begin) {
          candidates.add(offset);
        }
      });
    }
  }

  private boolean matches(int partition, long offset, String source, String id) {
    EventLog.Entry entry = log.entryAt(partition, offset);
    if (entry == null) {
      return false;
    }
    LogBatchReader batch = new LogBatchReader();
    batch.read(entry.batch());
    Event event = new LoggedEvents().event(batch, (int) (offset - entry.offset()));
    return event.id().equals(id) && event.source().equals(source);
  }

  private Receipt.@Nullable Copy copy(int partition, long offset, @Nullable Long before) {
    EventLog.Entry entry = log.entryAt(partition, offset);
    if (entry == null) {
      return null;
    }
    LogBatchReader batch = new LogBatchReader();
    batch.read(entry.batch());
    Event event = new LoggedEvents().event(batch, (int) (offset - entry.offset()));
    Decision decision = decision(partition, offset);
    DeadLetter letter =
        decision.fate() == Fate.DEAD_LETTERED ? workers.get(partition).deadLetter(offset) : null;
    return new Receipt.Copy(
        event,
        decision.fate(),
        partition,
        offset,
        entry.arrivalMillis(),
        decision.committedMillis(),
        decision.fate() == Fate.COUNTED ? counted(partition, offset, event) : List.of(),
        decision.fate() == Fate.DUPLICATE ? before : null,
        letter);
  }

  /** A fate, and when it was committed. */
  private record Decision(Fate fate, @Nullable Long committedMillis) {}

  private Decision decision(int partition, long offset) {
    PartitionWorker worker = workers.get(partition);
    worker.lock.lock();
    try {
      for (PartitionWorker.Overlay overlay : worker.overlays()) {
        Journal journal = overlay.journal();
        if (offset >= journal.beginOffset() && offset < journal.endOffset()) {
          return new Decision(fate(journal.fates(), offset - journal.beginOffset()), null);
        }
      }
    } finally {
      worker.lock.unlock();
    }
    CommitRecord commit = store.journal().commitOf(partition, offset);
    return commit == null
        ? new Decision(Fate.IN_FLIGHT, null)
        : new Decision(
            fate(commit.fates(), offset - commit.beginOffset()), commit.committedMillis());
  }

  private static Fate fate(byte[] runs, long index) {
    long[] rest = {index};
    Fate[] found = {Fate.IN_FLIGHT};
    FateRuns.read(runs, 0, runs.length, (fate, length) -> {
      if (rest[0] >= 0 && rest[0] < length) {
        found[0] = fate;
      }
      rest[0] -= length;
    });
    return found[0];
  }

  private List<Dimension> counted(int partition, long offset, Event event) {
    PartitionState state = store.state(partition);
    List<DimensionSpan> spans =
        state == null ? workers.get(partition).dimensions() : state.dimensions();
    List<Dimension> counted = new ArrayList<>();
    for (DimensionSpan span : spans) {
      if (span.contains(offset) && hasAll(event, span.dimension())) {
        counted.add(span.dimension());
      }
    }
    return counted;
  }

  private static boolean hasAll(Event event, Dimension dimension) {
    for (String name : dimension.names()) {
      if (!name.equals(Dimension.SUBJECT_NAME) && !event.attributes().containsKey(name)) {
        return false;
      }
    }
    return true;
  }
}
