package io.tallystick.archive.recount;

import io.tallystick.core.deadletter.EventRule;
import io.tallystick.core.deadletter.SumRange;
import io.tallystick.core.dedup.DeduplicationCheckpoint;
import io.tallystick.core.dedup.DeduplicationIndex;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.ledger.FateRuns;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchWriter;
import io.tallystick.core.process.Journal;
import io.tallystick.core.process.PartitionProcessor;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.recount.NodeData;
import io.tallystick.core.recount.RawEvents;
import io.tallystick.core.recount.RowRepair;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.PendingRollups;
import io.tallystick.core.rollup.RollupRowWriter;
import io.tallystick.testkit.dedup.StrictRunStore;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node of which everything is in memory: core's own processing writes its rows and fates, and a
 * test damages them.
 */
final class SimulatedNode implements NodeData, RawEvents, CommittedData.Source, RowRepair {

  static final DeduplicationSettings WINDOW = new DeduplicationSettings(600_000, 1 << 20);

  private static final Comparator KEYS = new Comparator();

  /** One partition: its log, its processor, and what was committed. */
  private static final class Partition {
    final List<EventLog.Entry> log = new ArrayList<>();
    final ByteArrayOutputStream fates = new ByteArrayOutputStream();
    final StrictRunStore runs = new StrictRunStore();
    PartitionProcessor processor;

    @Nullable
    PartitionState state;

    byte @Nullable [] changedFates;
    long begin;

    Partition(PartitionProcessor processor) {
      this.processor = processor;
    }
  }

  private static final class Comparator implements java.util.Comparator<byte[]> {
    @Override
    public int compare(byte[] a, byte[] b) {
      return Arrays.compareUnsigned(a, b);
    }
  }

  /** The stored rows, for a test to damage. */
  final TreeMap<byte[], byte[]> rows = new TreeMap<>(KEYS);

  final List<RowRepair.Recorded> records = new ArrayList<>();

  private final List<Partition> partitions = new ArrayList<>();
  private final List<EventRule> rules;

  SimulatedNode(int partitionCount, List<Dimension> dimensions, List<EventRule> rules) {
    this.rules = rules;
    for (int i = 0; i < partitionCount; i++) {
      partitions.add(new Partition(processor(i, dimensions, new StrictRunStore(), partitionCount)));
    }
  }

  private PartitionProcessor processor(
      int number, List<Dimension> dimensions, StrictRunStore runs, int partitionCount) {
    return new PartitionProcessor(
        number,
        dimensions,
        rules,
        SumRange.of(partitionCount),
        DeduplicationIndex.restore(WINDOW, runs, DeduplicationCheckpoint.EMPTY));
  }

  /** Appends events to a partition and counts them. */
  void send(int number, long arrivalMillis, List<EventDraft> events) {
    LogBatchWriter writer = new LogBatchWriter();
    events.forEach(writer::add);
    append(number, arrivalMillis, writer);
  }

  /** Appends the replay of a dead letter. */
  void replay(int number, long arrivalMillis, EventDraft event, long offset) {
    LogBatchWriter writer = new LogBatchWriter();
    writer.addReplay(event, offset, "");
    append(number, arrivalMillis, writer);
  }

  private void append(int number, long arrivalMillis, LogBatchWriter writer) {
    Partition partition = partitions.get(number);
    EventLog.Entry entry = new EventLog.Entry(
        partition.processor.offset(), writer.count(), arrivalMillis, writer.toByteArray());
    partition.log.add(entry);
    partition.processor.begin(entry);
    while (partition.processor.advance(100)) {
      continue;
    }
  }

  /** Commits all partitions. */
  void commit() {
    for (int number = 0; number < partitions.size(); number++) {
      Partition partition = partitions.get(number);
      PendingRollups rollups = partition.processor.pending();
      Journal journal = partition.processor.journal();
      partition.state = partition.processor.freeze(1);
      FateRuns.read(journal.fates(), 0, journal.fates().length, (fate, length) -> {
        for (long i = 0; i < length; i++) {
          partition.fates.write(fate.number());
        }
      });
      RollupRowWriter.write(
          number,
          rollups,
          (key, keyLength, value, valueLength, hash) -> rows.merge(
              Arrays.copyOf(key, keyLength),
              Arrays.copyOf(value, valueLength),
              SimulatedNode::concatenated));
    }
  }

  /** Starts anew with other dimensions, as a restart with another configuration does. */
  void declare(List<Dimension> dimensions) {
    commit();
    for (int number = 0; number < partitions.size(); number++) {
      Partition partition = partitions.get(number);
      partition.processor = processor(number, dimensions, partition.runs, partitions.size());
      for (EventLog.Entry entry : partition.log) {
        partition.processor.remember(entry);
      }
      PartitionState state = partition.state;
      if (state != null) {
        partition.processor.restore(state);
      }
    }
  }

  private static boolean isWithin(byte[] key, int parentMin, int parentEnd) {
    int parent = ByteBuffer.wrap(key).getInt(1) ^ Integer.MIN_VALUE;
    return parentEnd == Integer.MAX_VALUE || parent >= parentMin && parent < parentEnd;
  }

  static byte[] concatenated(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** Forgets the beginning of the log. */
  void trim(int number, int entries) {
    Partition partition = partitions.get(number);
    partition.begin = partition.log.get(entries).offset();
    partition.log.subList(0, entries).clear();
  }

  /** Pretends that an event had another fate. */
  void changeFate(int number, long offset, int fate) {
    Partition partition = partitions.get(number);
    byte[] fates = fates(partition).clone();
    fates[(int) offset] = (byte) fate;
    partition.changedFates = fates;
  }

  private static byte[] fates(Partition partition) {
    byte[] changed = partition.changedFates;
    return changed == null ? partition.fates.toByteArray() : changed;
  }

  long end(int number) {
    return partitions.get(number).processor.offset();
  }

  /** The fate of an event, as committed. */
  int fate(int number, long offset) {
    return fates(partitions.get(number))[(int) offset];
  }

  @Override
  public RawEvents events() {
    return this;
  }

  @Override
  public CommittedData.Source committed() {
    return this;
  }

  @Override
  public RowRepair repair() {
    return this;
  }

  @Override
  public void close() {}

  @Override
  public int partitions() {
    return partitions.size();
  }

  @Override
  public RawEvents.Hold holdLog() {
    return () -> {};
  }

  @Override
  public long begin(int partition) {
    return partitions.get(partition).begin;
  }

  @Override
  public long decidedEnd(int partition) {
    PartitionState state = partitions.get(partition).state;
    return state == null ? 0 : state.offset();
  }

  @Override
  public long offsetAt(int partition, long arrivalMillis) {
    for (EventLog.Entry entry : partitions.get(partition).log) {
      if (entry.arrivalMillis() >= arrivalMillis) {
        return entry.offset();
      }
    }
    return end(partition);
  }

  @Override
  public void read(int number, long begin, long end, EntryVisitor visitor) {
    byte[] fates = fates(partitions.get(number));
    for (EventLog.Entry entry : partitions.get(number).log) {
      int from = (int) entry.offset();
      if (from >= begin
          && from < end
          && !visitor.entry(entry, Arrays.copyOfRange(fates, from, from + entry.count()))) {
        return;
      }
    }
  }

  @Override
  public CommittedData open() {
    List<CommittedData.Partition> states = new ArrayList<>();
    for (int number = 0; number < partitions.size(); number++) {
      PartitionState state = partitions.get(number).state;
      if (state == null) {
        throw new IllegalStateException("commit first");
      }
      states.add(
          new CommittedData.Partition(number, state.offset(), state.tally(), state.dimensions()));
    }
    TreeMap<byte[], byte[]> snapshot = new TreeMap<>(KEYS);
    snapshot.putAll(rows);
    return new CommittedData() {
      @Override
      public List<CommittedData.Partition> partitions() {
        return states;
      }

      @Override
      public void rows(Level level, int parentMin, int parentEnd, RowVisitor visitor) {
        snapshot.forEach((key, value) -> {
          if (key[0] == level.number() && isWithin(key, parentMin, parentEnd)) {
            visitor.row(key, value);
          }
        });
      }

      @Override
      public byte @Nullable [] row(byte[] key) {
        return snapshot.get(key);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public RowRepair.Hold holdRows() {
    return () -> {};
  }

  @Override
  public void apply(long recount, List<Change> changes) {
    for (Change change : changes) {
      byte[] row = rows.getOrDefault(change.key(), new byte[0]);
      int before = change.before().length;
      if (row.length < before || !Arrays.equals(row, 0, before, change.before(), 0, before)) {
        throw new IllegalStateException("row has changed");
      }
      byte[] after = concatenated(change.after(), Arrays.copyOfRange(row, before, row.length));
      if (after.length == 0) {
        rows.remove(change.key());
      } else {
        rows.put(change.key(), after);
      }
      records.add(new RowRepair.Recorded(recount, 0, change));
    }
  }

  @Override
  public List<RowRepair.Recorded> recorded(int countMax) {
    return records;
  }
}
