package io.tallystick.core.dedup;

import org.jspecify.annotations.Nullable;

/**
 * Which events of one partition have been seen within the window: exact, in at most 16 bytes of
 * memory an id, and beyond a memory limit on disk. Single-threaded.
 *
 * <p>An identity is remembered at least for the window after it was <em>last</em> seen, by arrival
 * time, and at most one sixtieth longer. So what an index knows follows from the log alone, and it
 * can be rebuilt by reading the log again: {@link #restore}, then for each batch from {@link
 * DeduplicationCheckpoint#replayFromOffset} up to the committed offset {@link #beginBatch} and
 * {@link #remember}, then go on with {@link #firstSeen}.
 *
 * <p>After any exception (a disk may be full) the index knows more than was committed: throw it
 * away and restore it from the last committed checkpoint.
 *
 * <p>Does not: store identities themselves. It keeps 88 bits of a 128-bit hash, see
 * docs/decisions/identities-are-remembered-by-88-bits.md.
 */
public final class DeduplicationIndex implements AutoCloseable {

  /*
   * An id that is seen is always put into memory, in the current generation. Memory first, then the
   * runs, newest first: a copy in a run only matters when memory has none, and the youngest copy
   * decides whether the id is live, so stale copies do no harm and are dropped when runs merge.
   *
   * When memory is nearly full, all that is in it moves to a new run, a little with each batch, while
   * an empty table takes the ids that come. Everything older than what is in memory is then on disk,
   * so a restart only has to replay the log from the first offset of the oldest generation in memory.
   */

  /** Entries to write per id that was seen: more than the four or five times each is rewritten. */
  private static final int WRITTEN_PER_ID = 8;

  private static final int WRITTEN_PER_BATCH = 256;
  private static final int SWEPT_PER_BATCH = 8;

  /** Bits of the upper half of the hash that do not decide about the partition. */
  private static final int CHECK_SHIFT = 40;

  /** Whatever was in memory fits in one run. */
  private static final long MEMORY_BYTES_MAX = 1L << 30;

  private final long memoryBytesMax;

  /** With so much in use, memory moves to disk: the rest is for an eighth as many ids meanwhile. */
  private final long spillBytes;

  private final Generations generations;
  private final RunSet runs;
  private FingerprintTable ids;
  private @Nullable Spill spill;

  /** Offset of the first batch of a generation, at the generation modulo the length. */
  private final long[] firstOffsets = new long[64];

  private boolean begun;
  private long arrivalMillis;
  private long batchOffset;
  private long oldestLive;
  private long seenInBatch;
  private @Nullable SeenIds seen;

  private DeduplicationIndex(
      DeduplicationSettings settings, RunStore store, DeduplicationCheckpoint checkpoint) {
    memoryBytesMax = Math.min(settings.memoryBytesMax(), MEMORY_BYTES_MAX);
    spillBytes = memoryBytesMax / 6 * 5;
    generations = Generations.ofWindow(settings.windowMillis());
    ids = new FingerprintTable(generations.ageMax(), memoryBytesMax);
    runs = RunSet.restore(store, generations, checkpoint);
  }

  /**
   * The index as it was at a checkpoint, except for the part of the log that is to be replayed. An
   * index that begins is restored from {@link DeduplicationCheckpoint#EMPTY}. Runs that the
   * checkpoint does not name are deleted.
   *
   * @throws CorruptRunException when a run that the checkpoint names is damaged
   */
  public static DeduplicationIndex restore(
      DeduplicationSettings settings, RunStore store, DeduplicationCheckpoint checkpoint) {
    return new DeduplicationIndex(settings, store, checkpoint);
  }

  /**
   * Announces the ids of the next batch of the log.
   *
   * @param arrivalMillis when the log took the batch; not before that of the batch before
   * @param baseOffset offset of its first event
   */
  public void beginBatch(long arrivalMillis, long baseOffset) {
    assert arrivalMillis >= 0 && arrivalMillis >= this.arrivalMillis : "arrivals never decrease";
    assert baseOffset >= batchOffset : "offsets never decrease";
    this.arrivalMillis = arrivalMillis;
    batchOffset = baseOffset;
    long generation = generations.at(arrivalMillis);
    if (!begun || generation > ids.generation()) {
      begun = true;
      ids.advance(generation);
      if (spill != null) {
        spill.ids().advance(generation);
      }
      oldestLive = generation - generations.ageMax();
      firstOffsets[slot(generation)] = baseOffset;
      runs.dropExpired(oldestLive);
    }
    ids.sweepSome(SWEPT_PER_BATCH);
    if (spill == null && ids.usedBytes() > spillBytes) {
      beginSpill();
    }
    long entries = WRITTEN_PER_ID * seenInBatch + WRITTEN_PER_BATCH;
    if (spill == null) {
      runs.merge(entries, generation, oldestLive);
    } else {
      stepSpill(spill, entries);
    }
    seenInBatch = 0;
  }

  /**
   * Remembers an id as seen now, and answers whether it had not been seen within the window.
   *
   * @param high upper half of the murmur3 hash of the identity
   * @param low lower half
   */
  public boolean firstSeen(long high, long low) {
    int check = (int) (high >>> CHECK_SHIFT);
    return !put(low, check) && !runs.contains(low, check, oldestLive);
  }

  /**
   * Reads where an id would be in memory, and changes nothing. Doing so for some hundred ids before
   * {@link #firstSeen} is called for each lets the processor wait for their cache lines all at once
   * instead of one after the other, which is most of the cost of an id among millions.
   *
   * @param low lower half of the hash
   * @return meaningless; to be used, so that the read is not optimized away
   */
  public int touch(long low) {
    int moving = spill == null ? 0 : spill.ids().touch(low);
    return ids.touch(low) ^ moving ^ runs.touch(low);
  }

  /** Remembers an id of a batch that is replayed. */
  public void remember(long high, long low) {
    put(low, (int) (high >>> CHECK_SHIFT));
  }

  /**
   * Remembers what another index has been shown, after {@link #beginBatch} or before the first; the
   * arrivals in it go on from there.
   *
   * @param drained from {@link SeenIds#drain}
   * @return the latest arrival in it
   * @throws IllegalArgumentException when it is something else
   */
  public long remember(byte[] drained) {
    long[] latestMillis = {0};
    SeenIds.read(drained, new SeenIds.Visitor() {
      @Override
      public void segment(long segmentMillis) {
        latestMillis[0] = Math.max(latestMillis[0], segmentMillis);
        beginBatch(Math.max(arrivalMillis, segmentMillis), batchOffset);
      }

      @Override
      public void id(long order, int check) {
        put(order, check);
      }
    });
    return latestMillis[0];
  }

  /** From now on writes down every id that is seen, in {@code target}. */
  public void recordTo(SeenIds target) {
    seen = target;
    target.clear();
  }

  /** Whether an id that was last seen then is forgotten by now. */
  public boolean isForgotten(long seenMillis) {
    return begun && generations.at(seenMillis) < oldestLive;
  }

  /** Puts an id into memory and answers whether it was there. */
  private boolean put(long order, int check) {
    assert begun : "beginBatch comes first";
    if (seen != null) {
      seen.add(ids.generation(), arrivalMillis, order, check);
    }
    seenInBatch++;
    int previous = ids.put(order, check);
    while (previous == FingerprintTable.FULL) {
      makeRoom(order);
      previous = ids.put(order, check);
    }
    return previous != 0 || (spill != null && spill.takeOver(order, check, oldestLive));
  }

  private void makeRoom(long order) {
    if (ids.grow(order, memoryBytesMax - movingHeaderBytes())) {
      return;
    }
    if (spill != null) {
      // writing did not keep up: never with ids that are spread as they should be
      stepSpill(spill, Long.MAX_VALUE);
    } else if (ids.usedBytes() <= spillBytes || !beginSpill()) {
      // a sub-table may be full when ids were made to collide: then the limit yields
      ids.grow(order, Long.MAX_VALUE);
    }
  }

  /** Begins to move all ids to disk; answers whether there is now room for others. */
  private boolean beginSpill() {
    ids.sweepAll();
    if (ids.count() == 0 || ids.usedBytes() <= spillBytes) {
      return false;
    }
    spill = new Spill(ids, firstOffsets.clone(), runs.create(ids.count()));
    ids = ids.successor();
    // what came before in this generation moves
    firstOffsets[slot(ids.generation())] = batchOffset;
    return true;
  }

  private void stepSpill(Spill moving, long entries) {
    if (moving.step(entries, oldestLive)) {
      runs.add(moving.writer());
      moving.ids().giveBack();
      spill = null;
      runs.merge(WRITTEN_PER_BATCH, ids.generation(), oldestLive);
    }
  }

  private long movingHeaderBytes() {
    return spill == null ? 0 : spill.ids().headerBytes();
  }

  private int slot(long generation) {
    return (int) (generation & (firstOffsets.length - 1));
  }

  /**
   * What has to be committed together with the offset.
   *
   * @param nextOffset offset of the first event that this index has not been shown
   */
  public DeduplicationCheckpoint checkpoint(long nextOffset) {
    assert nextOffset >= batchOffset;
    long replayFromOffset = firstOffset(ids, firstOffsets, nextOffset);
    if (spill != null) {
      replayFromOffset = firstOffset(spill.ids(), spill.firstOffsets(), replayFromOffset);
    }
    return runs.checkpoint(replayFromOffset);
  }

  /** The offset of the first batch of the oldest generation that is in a table. */
  private long firstOffset(FingerprintTable table, long[] firstOffsets, long whenEmpty) {
    long oldest = Math.max(0, oldestLive);
    for (long generation = oldest; begun && generation <= table.generation(); generation++) {
      if (table.count(generation) > 0) {
        return firstOffsets[slot(generation)];
      }
    }
    return whenEmpty;
  }

  /**
   * Says that a checkpoint of this index is durable: a restart will use it or a later one. Deletes
   * the runs that nobody needs any more.
   */
  public void committed(DeduplicationCheckpoint checkpoint) {
    runs.committed(checkpoint);
  }

  /** Ids in memory that have not expired. */
  public long idsInMemory() {
    return ids.count() + (spill == null ? 0 : spill.ids().count());
  }

  /** Memory of the ids, empty slots and headers included. */
  public long memoryBytes() {
    return ids.bytes() + movingHeaderBytes();
  }

  /** Ids on disk; those that have expired or are also in memory count until a merge drops them. */
  public long idsOnDisk() {
    return runs.entries();
  }

  /** Runs on disk. */
  public int runs() {
    return runs.count();
  }

  /** Gives up unfinished work; what was committed stays. */
  @Override
  public void close() {
    if (spill != null) {
      spill.writer().abandon();
      spill = null;
    }
    runs.close();
  }
}
