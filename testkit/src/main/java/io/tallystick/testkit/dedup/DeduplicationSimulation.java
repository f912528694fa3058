package io.tallystick.testkit.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.dedup.DeduplicationCheckpoint;
import io.tallystick.core.dedup.DeduplicationIndex;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.dedup.RunStore;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * An index under random batches of new and repeated ids, jumps in time, memory limits that make it
 * spill and merge all the time, late commits, failing disks, crashes and restarts. Each answer must
 * be that of a map from id to the generation in which it was last seen.
 */
public final class DeduplicationSimulation {

  private static final long GENERATION_MILLIS = 1000;
  private static final long AGE_MAX = 60;

  /** Of the high half of an id; the index decides by the other 88. */
  private static final int UNUSED_BITS = 40;

  private static final int BATCH_MAX = 400;
  /** Of an empty table, and what makes it larger than a limit that is too small for one. */
  private static final int EMPTY_BYTES_MAX = 6_000;

  private static final int RUNS_MAX = 16;
  private static final int RESTARTS_MAX = 100;

  private record Id(long high, long low) {}

  private record Batch(long arrivalMillis, long offset, List<Id> ids, List<Boolean> first) {}

  private record Commit(long nextOffset, byte[] checkpoint) {}

  private final SplittableRandom random;
  private final Supplier<RunStore> stores;
  private final int restartOneIn;

  private final List<Batch> log = new ArrayList<>();
  private final Map<Id, Long> lastSeen = new HashMap<>();
  private final Set<Id> decisive = new HashSet<>();
  private final List<Id> known = new ArrayList<>();
  private long arrivalMillis;
  private long end;

  private DeduplicationIndex index;
  private long memoryBytesMax;

  /** Batches shown to the index, from the beginning of the log. */
  private int shown;

  private Commit durable = new Commit(0, DeduplicationCheckpoint.EMPTY.toByteArray());
  private final Deque<DeduplicationCheckpoint> unconfirmed = new ArrayDeque<>();
  private int runsMost;
  private int restarts;

  /**
   * @param stores gives a new instance on the same medium, as after a restart
   */
  public DeduplicationSimulation(long seed, Supplier<RunStore> stores) {
    this.stores = stores;
    random = new SplittableRandom(seed);
    restartOneIn = 2 + random.nextInt(60);
    arrivalMillis = random.nextLong(1L << 41);
    index = restore();
  }

  private DeduplicationIndex restore() {
    // from less than an empty table takes to some thousand ids, which take several batches to move
    memoryBytesMax = (4096 << random.nextInt(4)) + random.nextInt(8000);
    DeduplicationSettings settings =
        new DeduplicationSettings(AGE_MAX * GENERATION_MILLIS, memoryBytesMax);
    return DeduplicationIndex.restore(
        settings, stores.get(), DeduplicationCheckpoint.of(durable.checkpoint()));
  }

  /** Most runs that there were at once: evidence that something was going on. */
  public int runsMost() {
    return runsMost;
  }

  /** How often the index was restored from a checkpoint. */
  public int restarts() {
    return restarts;
  }

  /** The index after the last step, with everything committed. */
  public DeduplicationIndex index() {
    return index;
  }

  /** Goes through {@code steps} batches and whatever happens between them. */
  public void run(int steps) {
    for (int step = 0; step < steps; step++) {
      appendBatch();
      catchUp();
      if (random.nextInt(3) == 0) {
        confirm(random.nextInt(unconfirmed.size() + 1));
      }
      if (random.nextInt(3) == 0) {
        commit();
      }
      if (random.nextInt(restartOneIn) == 0) {
        restart();
        catchUp();
      }
    }
    askForEverythingKnown();
    unconfirmed.add(index.checkpoint(end));
    confirm(unconfirmed.size());
  }

  private void appendBatch() {
    int dice = random.nextInt(100);
    if (dice < 40) {
      arrivalMillis += random.nextLong(GENERATION_MILLIS);
    } else if (dice < 50) {
      arrivalMillis += random.nextLong(10 * GENERATION_MILLIS);
    } else if (dice == 50) {
      arrivalMillis += random.nextLong(8 * AGE_MAX * GENERATION_MILLIS);
    }
    List<Id> ids = new ArrayList<>();
    int count = 1 + random.nextInt(random.nextInt(10) == 0 ? BATCH_MAX : 40);
    for (int i = 0; i < count; i++) {
      ids.add(random.nextInt(4) == 0 && !known.isEmpty() ? aKnownId() : aNewId());
    }
    append(ids);
  }

  private void askForEverythingKnown() {
    for (int begin = 0; begin < known.size(); begin += BATCH_MAX) {
      append(List.copyOf(known.subList(begin, Math.min(known.size(), begin + BATCH_MAX))));
      catchUp();
      commit();
    }
  }

  private void append(List<Id> ids) {
    long generation = arrivalMillis / GENERATION_MILLIS;
    List<Boolean> first = new ArrayList<>();
    for (Id id : ids) {
      Long seen = lastSeen.put(id, generation);
      first.add(seen == null || generation - seen > AGE_MAX);
    }
    log.add(new Batch(arrivalMillis, end, ids, first));
    end += ids.size();
  }

  private Id aKnownId() {
    int recent = Math.min(known.size(), 1 + random.nextInt(1000));
    return known.get(known.size() - 1 - random.nextInt(recent));
  }

  private Id aNewId() {
    Id id = aRandomId();
    // of those that share a half, one in millions is no other id to the index
    while (!decisive.add(new Id(id.high() >>> UNUSED_BITS, id.low()))) {
      id = aRandomId();
    }
    known.add(id);
    return id;
  }

  private Id aRandomId() {
    Id id = new Id(random.nextLong(), random.nextLong());
    if (random.nextInt(10) > 0 || known.isEmpty()) {
      return id;
    }
    // shares one half, or the bits that decide where it goes, with another id
    Id other = aKnownId();
    return switch (random.nextInt(3)) {
      case 0 -> new Id(id.high(), other.low());
      case 1 -> new Id(other.high(), id.low());
      default -> new Id(id.high(), other.low() ^ random.nextInt(16));
    };
  }

  /** Shows the index what it has not seen; a failing disk is a reason to restart. */
  private void catchUp() {
    for (int attempt = 0; shown < log.size(); attempt++) {
      assertThat(attempt).isLessThan(RESTARTS_MAX);
      try {
        while (shown < log.size()) {
          ask(log.get(shown));
          shown++;
        }
      } catch (UncheckedIOException failed) {
        restart();
      }
    }
  }

  private void ask(Batch batch) {
    index.beginBatch(batch.arrivalMillis(), batch.offset());
    for (int i = 0; i < batch.ids().size(); i++) {
      Id id = batch.ids().get(i);
      boolean first = index.firstSeen(id.high(), id.low());
      if (first != batch.first().get(i)) {
        throw new AssertionError("event " + (batch.offset() + i) + ": first=" + first
            + " (expected: " + batch.first().get(i) + ")");
      }
    }
    runsMost = Math.max(runsMost, index.runs());
    assertThat(index.runs()).isLessThanOrEqualTo(RUNS_MAX);
    assertThat(index.memoryBytes()).isLessThan(memoryBytesMax + EMPTY_BYTES_MAX);
    assertThat(index.idsInMemory()).isLessThanOrEqualTo(known.size());
  }

  private void commit() {
    DeduplicationCheckpoint checkpoint = index.checkpoint(end);
    unconfirmed.add(checkpoint);
    if (random.nextInt(5) > 0) {
      durable = new Commit(end, checkpoint.toByteArray());
    } else {
      unconfirmed.removeLast(); // it never becomes durable
    }
  }

  private void confirm(int checkpoints) {
    for (int i = 0; i < checkpoints; i++) {
      index.committed(unconfirmed.remove());
    }
  }

  private void restart() {
    for (int attempt = 0; ; attempt++) {
      assertThat(attempt).isLessThan(RESTARTS_MAX);
      restarts++;
      unconfirmed.clear();
      if (random.nextBoolean()) {
        index.close();
      }
      try {
        index = restore();
        replay();
        break;
      } catch (UncheckedIOException failed) {
        // once more
      }
    }
  }

  private void replay() {
    long from = DeduplicationCheckpoint.of(durable.checkpoint()).replayFromOffset();
    boolean atBatch = from == durable.nextOffset();
    shown = 0;
    for (Batch batch : log) {
      if (batch.offset() >= durable.nextOffset()) {
        break;
      }
      shown++;
      atBatch |= batch.offset() == from;
      if (batch.offset() >= from) {
        index.beginBatch(batch.arrivalMillis(), batch.offset());
        for (Id id : batch.ids()) {
          index.remember(id.high(), id.low());
        }
      }
    }
    assertThat(atBatch).as("a replay begins where a batch begins").isTrue();
  }
}
