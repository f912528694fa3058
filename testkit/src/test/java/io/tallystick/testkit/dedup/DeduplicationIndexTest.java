package io.tallystick.testkit.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.dedup.DeduplicationCheckpoint;
import io.tallystick.core.dedup.DeduplicationIndex;
import io.tallystick.core.dedup.DeduplicationSettings;
import java.util.HashSet;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Goal: the index answers like a naive map whatever spills, merges, fails, crashes or restarts, and
 * leaves no run behind.
 */
class DeduplicationIndexTest {

  private static final long WINDOW_MILLIS = 600_000;
  private static final DeduplicationSettings SMALL =
      new DeduplicationSettings(WINDOW_MILLIS, 50_000);

  private final StrictRunStore store = new StrictRunStore();

  private DeduplicationIndex index =
      DeduplicationIndex.restore(SMALL, store, DeduplicationCheckpoint.EMPTY);

  @Property(tries = 150)
  void answersLikeANaiveMap(@ForAll long seed) {
    StrictRunStore medium = new StrictRunStore();
    DeduplicationSimulation simulation = new DeduplicationSimulation(seed, () -> medium);
    simulation.run(150);
    assertThat(medium.runs()).hasSize(simulation.index().runs());
  }

  /** Otherwise the properties here would hold because nothing happens. */
  @Test
  void simulationsSpillMergeAndRestart() {
    int runsMost = 0;
    int restarts = 0;
    for (long seed = 0; seed < 10; seed++) {
      StrictRunStore medium = new StrictRunStore();
      DeduplicationSimulation simulation = new DeduplicationSimulation(seed, () -> medium);
      simulation.run(150);
      runsMost = Math.max(runsMost, simulation.runsMost());
      restarts += simulation.restarts();
    }
    assertThat(runsMost).isGreaterThan(8);
    assertThat(restarts).isGreaterThan(20);
  }

  @Property(tries = 100)
  void answersLikeANaiveMapOnAFailingDisk(
      @ForAll long seed, @ForAll @IntRange(min = 50, max = 500) int failOneIn) {
    StrictRunStore medium = new StrictRunStore();
    SplittableRandom random = new SplittableRandom(seed);
    // the disk gets better with each failure, or else a long replay might never succeed
    AtomicInteger oneIn = new AtomicInteger(failOneIn);
    medium.failWhen(() -> random.nextInt(oneIn.get()) == 0 && oneIn.addAndGet(10) > 0);
    DeduplicationSimulation simulation = new DeduplicationSimulation(seed, () -> medium);
    simulation.run(100);
    assertThat(medium.runs()).hasSize(simulation.index().runs());
  }

  @Test
  void rememberedFromTheLastTimeItWasSeen() {
    long arrivalMillis = 1_000_000;
    index.beginBatch(arrivalMillis, 0);
    assertThat(index.firstSeen(1, 2)).isTrue();
    assertThat(index.firstSeen(1, 2)).isFalse();
    for (int again = 1; again <= 3; again++) {
      arrivalMillis += WINDOW_MILLIS;
      index.beginBatch(arrivalMillis, again);
      assertThat(index.firstSeen(1, 2)).isFalse();
    }
    index.beginBatch(arrivalMillis + WINDOW_MILLIS + WINDOW_MILLIS / 60, 4);
    assertThat(index.firstSeen(1, 2)).isTrue();
  }

  @Test
  void eightyEightBitsDecide() {
    index.beginBatch(0, 0);
    assertThat(index.firstSeen(0x123456_0000000000L, 5)).isTrue();
    assertThat(index.firstSeen(0x123456_ffffffffffL, 5)).isFalse();
    assertThat(index.firstSeen(0x123457_0000000000L, 5)).isTrue();
    assertThat(index.firstSeen(0x123456_0000000000L, 4)).isTrue();
  }

  @Test
  void movesToDiskAndReplaysOnlyWhatIsInMemory() {
    assertThat(index.checkpoint(0).replayFromOffset()).isZero();
    long offset = 0;
    for (int generation = 0; index.runs() == 0; generation++) {
      assertThat(index.checkpoint(offset).replayFromOffset()).isZero();
      index.beginBatch(10_000L * generation, offset);
      for (int i = 0; i < 100; i++) {
        assertThat(index.firstSeen(0, id(offset))).isTrue();
        offset++;
      }
    }
    // what came while it was written is in memory, about an eighth as much
    assertThat(index.idsOnDisk()).isBetween(offset * 3 / 4, offset - 1);
    assertThat(index.idsInMemory() + index.idsOnDisk()).isEqualTo(offset);
    assertThat(index.memoryBytes()).isLessThan(50_000);
    assertThat(index.checkpoint(offset).replayFromOffset()).isEqualTo(index.idsOnDisk());

    index.beginBatch(10_000L * 300, offset);
    assertThat(index.runs()).isZero();
    assertThat(index.idsInMemory()).isZero();
    DeduplicationCheckpoint checkpoint = index.checkpoint(offset);
    assertThat(checkpoint.replayFromOffset()).isEqualTo(offset);
    assertThat(store.runs()).hasSize(1);
    index.committed(checkpoint);
    assertThat(store.runs()).isEmpty();
  }

  /** Otherwise a partition would stand still while millions of ids are written. */
  @Test
  void noBatchWritesMoreThanItsShare() {
    long memoryBytes = 2_000_000;
    index = DeduplicationIndex.restore(
        new DeduplicationSettings(WINDOW_MILLIS, memoryBytes),
        store,
        DeduplicationCheckpoint.EMPTY);
    long writtenBytes = 0;
    int batchesWriting = 0;
    long offset = 0;
    while (index.runs() < 3) {
      long before = store.writtenBytes();
      index.beginBatch(offset, offset);
      long written = store.writtenBytes() - before;
      // a sub-table of 4,000 ids and two buffers, where all at once would be 1.4 MB
      assertThat(written).as("at %d", offset).isLessThan(160_000);
      writtenBytes += written;
      batchesWriting += written > 0 ? 1 : 0;
      for (int i = 0; i < 100; i++) {
        assertThat(index.firstSeen(0, id(offset))).isTrue();
        offset++;
      }
      assertThat(index.memoryBytes()).isLessThanOrEqualTo(memoryBytes);
    }
    assertThat(store.writtenBytes()).as("nothing is written elsewhere").isEqualTo(writtenBytes);
    assertThat(batchesWriting).isGreaterThan(3 * 20);
  }

  @Test
  void anIdThatMovesIsOneThatWasSeen() {
    index = DeduplicationIndex.restore(
        new DeduplicationSettings(WINDOW_MILLIS, 2_000_000), store, DeduplicationCheckpoint.EMPTY);
    long offset = 0;
    while (store.writtenBytes() == 0) {
      index.beginBatch(0, offset);
      for (int i = 0; i < 100; i++) {
        assertThat(index.firstSeen(0, id(offset))).isTrue();
        offset++;
      }
    }
    index.beginBatch(WINDOW_MILLIS / 2, offset);
    assertThat(index.runs()).as("still moving").isZero();
    assertThat(index.idsInMemory()).isEqualTo(offset);
    for (int twice = 0; twice < 2; twice++) {
      assertThat(index.firstSeen(0, id(7))).isFalse();
    }
    assertThat(index.idsInMemory()).isEqualTo(offset);
    index.beginBatch(WINDOW_MILLIS + WINDOW_MILLIS / 60, offset + 2);
    assertThat(index.runs()).as("still moving").isZero();
    assertThat(index.idsInMemory()).isEqualTo(1);
    assertThat(index.firstSeen(0, id(7))).as("seen since").isFalse();
    assertThat(index.firstSeen(0, id(8))).as("forgotten").isTrue();
  }

  @Test
  void runsAreDeletedOnlyWhenNoRestartCanNeedThem() {
    long offset = fill(0, 0, 40_000);
    DeduplicationCheckpoint first = index.checkpoint(offset);
    index.committed(first);
    assertThat(first.replayFromOffset()).as("not what is on disk").isGreaterThan(30_000);
    offset = fill(20_000, offset, 40_000);
    DeduplicationCheckpoint second = index.checkpoint(offset);
    offset = fill(40_000, offset, 40_000);
    assertThat(first.runs()).isNotEqualTo(second.runs());
    assertThat(store.runs()).containsAll(first.runs()).containsAll(second.runs());
    index.committed(second);
    assertThat(store.runs()).containsAll(second.runs());
    DeduplicationCheckpoint third = index.checkpoint(offset);
    index.committed(third);
    assertThat(store.runs()).isEqualTo(new HashSet<>(third.runs()));
    assertThat(index.runs()).isLessThanOrEqualTo(16);
  }

  @Test
  void aChangedWindowForgetsNothingTooEarly() {
    long offset = fill(0, 0, 20_000);
    DeduplicationCheckpoint checkpoint = index.checkpoint(offset);
    long[] windows = {WINDOW_MILLIS / 7, WINDOW_MILLIS * 5};
    for (long window : windows) {
      index =
          DeduplicationIndex.restore(new DeduplicationSettings(window, 50_000), store, checkpoint);
      long from = checkpoint.replayFromOffset();
      index.beginBatch(0, from);
      for (long replayed = from; replayed < offset; replayed++) {
        index.remember(0, id(replayed));
      }
      index.beginBatch(Math.min(window, WINDOW_MILLIS), offset);
      for (long old = 0; old < offset; old++) {
        assertThat(index.firstSeen(0, id(old))).as("id %d", old).isFalse();
      }
      checkpoint = new DeduplicationCheckpoint(
          checkpoint.sequence(), from, checkpoint.nextRun(), checkpoint.runs());
    }
  }

  /** The lower half of an id; those of successive numbers are far apart. */
  private static long id(long number) {
    return number * 0x9e3779b97f4a7c15L;
  }

  /** Shows the index new ids in batches of a thousand. */
  private long fill(long arrivalMillis, long offset, int count) {
    long end = offset + count;
    for (long next = offset; next < end; next += 1000) {
      index.beginBatch(arrivalMillis, next);
      for (int i = 0; i < 1000; i++) {
        assertThat(index.firstSeen(0, id(next + i))).isTrue();
      }
    }
    return end;
  }
}
