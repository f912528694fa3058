package io.tallystick.flink.count;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterCount;
import io.tallystick.core.deadletter.DeadLetterLayout;
import io.tallystick.core.deadletter.SumRange;
import io.tallystick.core.dedup.DeduplicationCheckpoint;
import io.tallystick.core.dedup.DeduplicationIndex;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.dedup.SeenIds;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.process.Journal;
import io.tallystick.core.process.PartitionProcessor;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.publish.PartitionReport;
import io.tallystick.core.rollup.PendingRollups;
import io.tallystick.flink.archive.PartitionArchive;
import io.tallystick.flink.record.LogRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.state.MapState;
import org.jspecify.annotations.Nullable;

/**
 * Counts one partition. Owned by the task; the partition's key must be current in every call that
 * throws.
 *
 * <p>Identities live in memory. State has each of them once, in chunks of what was seen between two
 * checkpoints, from which the index is built anew; a chunk goes when all of it is forgotten by
 * arrival time, so that a job that was down forgets nothing meanwhile.
 */
final class PartitionCounter implements AutoCloseable {

  private static final int SLICE_EVENTS = 256;

  /** Identities go into state before the checkpoint when there are so many bytes of them. */
  private static final int CHUNK_BYTES_MAX = 4 << 20;

  /** A chunk that state has. */
  private record Chunk(long number, long latestArrivalMillis) {}

  private final int partition;
  private final MapState<Long, byte[]> identities;
  private final MapState<Long, byte[]> letters;
  private final @Nullable PartitionArchive archive;
  private final ScratchRuns runs;
  private final DeduplicationIndex index;
  private final SeenIds seen = new SeenIds();
  private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
  private final PartitionProcessor processor;
  private final TreeMap<Integer, Long> positions = new TreeMap<>();
  private List<DeadLetterCount> letterCounts = List.of();
  private long nextChunk;
  private long arrivalMillis;

  PartitionCounter(
      int partition,
      CountingSettings settings,
      long identityBytesMax,
      Path scratch,
      MapState<Long, byte[]> identities,
      MapState<Long, byte[]> letters,
      @Nullable PartitionArchive archive) {
    this.partition = partition;
    this.identities = identities;
    this.letters = letters;
    this.archive = archive;
    runs = new ScratchRuns(scratch.resolve(Integer.toString(partition)));
    index = DeduplicationIndex.restore(
        new DeduplicationSettings(settings.window().toMillis(), identityBytesMax),
        runs,
        DeduplicationCheckpoint.EMPTY);
    processor = new PartitionProcessor(
        partition,
        settings.dimensions(),
        settings.eventRules(),
        SumRange.of(settings.partitions()),
        index);
  }

  /** Goes on where a checkpoint has left off. */
  void restore(long checkpoint, PartitionReport report, long lastArrivalMillis) throws Exception {
    if (archive != null) {
      archive.restore(checkpoint);
    }
    TreeSet<Long> stored = new TreeSet<>();
    for (Long number : identities.keys()) {
      stored.add(number);
    }
    for (long number : stored) {
      chunks.add(new Chunk(number, index.remember(identities.get(number))));
      nextChunk = number + 1;
    }
    processor.restore(report.state());
    for (Map.Entry<Long, byte[]> letter : letters.entries()) {
      processor.reopen(letter(letter.getKey(), letter.getValue()));
    }
    positions.putAll(report.logPositions());
    letterCounts = report.deadLetterCounts();
    arrivalMillis = lastArrivalMillis;
  }

  /** Begins to write down identities; after {@link #restore}, or without it. */
  void begin() {
    index.recordTo(seen);
  }

  /** Gives the events of a record their fates, or gives up a dead letter. */
  void apply(LogRecord record) throws Exception {
    // partitions that move to another topic partition may bring an older time with them
    arrivalMillis = Math.max(arrivalMillis, record.arrivalMillis());
    if (record.kind() == LogRecord.Kind.EVENTS) {
      if (archive != null) {
        archive.add(record, processor.offset(), arrivalMillis);
      }
      processor.begin(new EventLog.Entry(
          processor.offset(), (int) record.number(), arrivalMillis, record.payload()));
      boolean more = true;
      while (more) {
        more = processor.advance(SLICE_EVENTS);
      }
      if (seen.bytes() > CHUNK_BYTES_MAX) {
        storeChunk();
      }
    } else if (record.kind() == LogRecord.Kind.DISCARD) {
      DeadLetter letter = open(record.number());
      if (letter != null) {
        processor.discard(
            letter, arrivalMillis, new String(record.payload(), StandardCharsets.UTF_8));
      }
    }
    positions.merge(record.topicPartition(), record.position() + 1, Math::max);
  }

  /** The dead letter at that offset, if it is in this epoch's journal or in state. */
  private @Nullable DeadLetter open(long offset) throws Exception {
    for (DeadLetter letter : processor.journal().deadLetters()) {
      if (letter.offset() == offset) {
        return letter;
      }
    }
    byte[] stored = letters.get(offset);
    return stored == null ? null : letter(offset, stored);
  }

  private DeadLetter letter(long offset, byte[] value) {
    return DeadLetterLayout.read(DeadLetterLayout.key(false, partition, offset), value);
  }

  private void storeChunk() throws Exception {
    long latest = seen.latestArrivalMillis();
    identities.put(nextChunk, seen.drain());
    chunks.add(new Chunk(nextChunk, latest));
    nextChunk++;
  }

  /**
   * Takes what belongs to the epoch and brings state up to date; {@link #takePending} comes first.
   */
  PartitionReport freeze(long epoch, long nowMillis) throws Exception {
    if (!seen.isEmpty()) {
      storeChunk();
    }
    while (!chunks.isEmpty() && index.isForgotten(chunks.peek().latestArrivalMillis())) {
      identities.remove(chunks.remove().number());
    }
    Journal journal = processor.journal();
    PartitionState state = processor.freeze(epoch);
    // state has all identities: runs that are no longer needed here are needed by nobody
    index.committed(DeduplicationCheckpoint.of(state.deduplication()));
    TreeMap<Long, DeadLetter> closed = new TreeMap<>();
    for (DeadLetter.Closing closing : journal.closings()) {
      byte[] stored = letters.get(closing.offset());
      if (stored != null) {
        closed.put(closing.offset(), letter(closing.offset(), stored));
        letters.remove(closing.offset());
      }
    }
    PartitionReport report =
        PartitionReport.of(state, journal, closed::get, letterCounts, positions, nowMillis);
    for (DeadLetter letter : report.deadLetters()) {
      if (letter.state() == DeadLetter.State.OPEN) {
        letters.put(letter.offset(), DeadLetterLayout.value(letter));
      }
    }
    letterCounts = report.deadLetterCounts();
    processor.recycle(journal);
    if (archive != null) {
      archive.freeze(epoch, report.fates(), nowMillis);
    }
    return report;
  }

  /** What was counted since the last call. */
  PendingRollups takePending() {
    return processor.takePending();
  }

  /** How many cells {@link #takePending} would have. */
  int pendingCells() {
    return processor.pending().cellCount();
  }

  /** Memory of what the next freeze will take, besides the cells, roughly. */
  long journalBytes() {
    return processor.journal().deadLetterBytes()
        + 4L * processor.journal().size()
        + (archive == null ? 0 : archive.recordedBytes());
  }

  /** Its plans of files; null when nothing is archived. */
  @Nullable
  PartitionArchive archive() {
    return archive;
  }

  int partition() {
    return partition;
  }

  /** When the last record arrived; never decreases. */
  long arrivalMillis() {
    return arrivalMillis;
  }

  /** Events with a fate. */
  long offset() {
    return processor.offset();
  }

  int openDeadLetters() {
    return processor.openDeadLetters();
  }

  long identityBytes() {
    return index.memoryBytes();
  }

  long identitiesOnDisk() {
    return index.idsOnDisk();
  }

  SortedMap<Integer, Long> positions() {
    return positions;
  }

  @Override
  public void close() {
    index.close();
    runs.close();
  }
}
