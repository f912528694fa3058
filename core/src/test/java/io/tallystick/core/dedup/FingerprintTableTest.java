package io.tallystick.core.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: the table answers like a sorted map for any ids, spread or made to collide, forgets exactly
 * what has expired, writes in order, and needs at most 16 bytes an id.
 */
class FingerprintTableTest {

  private static final int AGE_MAX = 60;

  private record Id(long order, int check) {
    static final Comparator<Id> IN_ORDER = ((Comparator<Id>)
            (a, b) -> Long.compareUnsigned(a.order, b.order))
        .thenComparingInt(Id::check);
  }

  @Property(tries = 300)
  void answersLikeASortedMap(@ForAll long seed, @ForAll @IntRange(max = 3) int shape) {
    SplittableRandom random = new SplittableRandom(seed);
    boolean small = random.nextBoolean(); // sub-tables that split early, or late
    FingerprintTable table =
        new FingerprintTable(AGE_MAX, 1 << 20, small ? 16 : 800, small ? 5 : 300);
    Map<Id, Long> model = new TreeMap<>(Id.IN_ORDER);
    List<Id> known = new ArrayList<>();
    long generation = random.nextLong(1000);
    table.advance(generation);
    int steps = 1 + random.nextInt(1500);
    for (int step = 0; step < steps; step++) {
      int dice = random.nextInt(1000);
      if (dice < 8) {
        generation += dice == 0 ? random.nextInt(600) : 1 + random.nextInt(20);
        table.advance(generation);
        forget(model, generation - AGE_MAX);
      } else if (dice == 8) {
        table.sweepAll();
      } else if (dice == 9) {
        table = moved(table, model, known, generation - AGE_MAX);
        model.clear();
      } else if (dice < 20) {
        table.sweepSome(random.nextInt(5));
      } else {
        Id id = known.isEmpty() || random.nextInt(4) > 0
            ? anId(random, shape)
            : known.get(random.nextInt(known.size()));
        known.add(id);
        Long previous = model.put(id, generation);
        int expected = previous == null ? 0 : Generations.code(previous);
        assertThat(put(table, id)).isEqualTo(expected);
      }
      assertThat(table.count()).isEqualTo(model.size());
    }
    assertThat(written(table, generation - AGE_MAX)).isEqualTo(entries(model));
  }

  private static Id anId(SplittableRandom random, int shape) {
    long order = switch (shape) {
      case 0 -> random.nextLong();
      case 1 -> -1L >>> random.nextInt(64);
      case 2 -> -1L - random.nextInt(3);
      default -> random.nextLong() >>> 40;
    };
    return new Id(order, random.nextInt(1 << (shape == 2 ? 24 : 2)));
  }

  private static void forget(Map<Id, Long> model, long oldestKept) {
    model.values().removeIf(generation -> generation < oldestKept);
  }

  private static int put(FingerprintTable table, Id id) {
    int previous = table.put(id.order, id.check);
    while (previous == FingerprintTable.FULL) {
      assertThat(table.grow(id.order, Long.MAX_VALUE)).isTrue();
      previous = table.put(id.order, id.check);
    }
    return previous;
  }

  private static List<String> entries(Map<Id, Long> model) {
    List<String> entries = new ArrayList<>();
    model.forEach((id, seen) -> entries.add(id.order + "/" + id.check + "@" + seen));
    return entries;
  }

  /** Freezes a table, asks it for everything, writes it out, and gives the table that follows. */
  private static FingerprintTable moved(
      FingerprintTable table, Map<Id, Long> model, List<Id> known, long oldestLive) {
    long usedBefore = table.usedBytes();
    FingerprintTable next = table.successor();
    assertThat(next.usedBytes() + table.headerBytes()).isGreaterThan(usedBefore);
    for (Id id : known) {
      long seen = table.find(id.order, id.check);
      Long expected = model.get(id);
      assertThat(seen < oldestLive ? null : (Long) seen).isEqualTo(expected);
    }
    assertThat(written(table, oldestLive)).isEqualTo(entries(model));
    table.giveBack();
    assertThat(next.usedBytes()).isEqualTo(new FingerprintTable(AGE_MAX, 1).usedBytes());
    assertThat(next.count()).isZero();
    return next;
  }

  private static List<String> written(FingerprintTable table, long oldest) {
    MapRunStore store = new MapRunStore();
    RunWriter writer = new RunWriter(store.create(0), 0, 1, table.count());
    for (int next = 0; next < table.end(); ) {
      next = table.writeTo(writer, next, oldest);
    }
    writer.commit();
    Run run = Run.open(store, 0, 1);
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < run.entries; i++) {
      entries.add(run.order(i) + "/" + run.check(i) + "@" + run.generation(i));
    }
    return entries;
  }

  @ParameterizedTest
  @ValueSource(ints = {60_000, 100_000, 1_000_000, 3_000_000})
  void needsAtMostSixteenBytesAnIdAtEverySize(int ids) {
    FingerprintTable table = new FingerprintTable(AGE_MAX, 1 << 30);
    SplittableRandom random = new SplittableRandom(ids);
    double worst = 0;
    for (int i = 1; i <= ids; i++) {
      put(table, new Id(random.nextLong(), random.nextInt(1 << 24)));
      if (i >= 50_000) {
        worst = Math.max(worst, (double) table.bytes() / i);
      }
    }
    assertThat(table.count()).isEqualTo(ids);
    assertThat(worst).isLessThanOrEqualTo(16);
  }

  @Test
  void leavesLittleToTheGarbageCollector() {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    FingerprintTable table = new FingerprintTable(AGE_MAX, 1 << 30);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 500_000; i++) {
      put(table, new Id(random.nextLong(), 1));
    }
    long usedBefore = table.bytes();
    long[] orders = random.longs(1_000_000).toArray();
    long allocatedBefore = thread.getCurrentThreadAllocatedBytes();
    for (long order : orders) {
      while (table.put(order, 1) == FingerprintTable.FULL) {
        table.grow(order, Long.MAX_VALUE);
      }
    }
    long allocated = thread.getCurrentThreadAllocatedBytes() - allocatedBefore;
    long used = table.bytes() - usedBefore;
    // arrays of their own would have been four to five times what is used in the end
    assertThat(allocated).isBetween(used, 2 * used);
  }

  @Test
  void givesMemoryBackWhenIdsExpire() {
    FingerprintTable table = new FingerprintTable(AGE_MAX, 1 << 30);
    SplittableRandom random = new SplittableRandom(7);
    int generations = 61;
    for (int generation = 0; generation < generations; generation++) {
      table.advance(generation);
      for (int i = 0; i < 5_000; i++) {
        put(table, new Id(random.nextLong(), random.nextInt(1 << 24)));
      }
    }
    for (int generation = generations; table.count() > 50_000; generation++) {
      table.advance(generation);
      table.sweepAll();
      assertThat((double) table.bytes() / table.count())
          .as("%d ids", table.count())
          .isLessThanOrEqualTo(16);
    }
    table.advance(1_000);
    table.sweepSome(1_000);
    assertThat(table.count()).isZero();
    assertThat(table.bytes()).isLessThan(10_000);
  }

  @Test
  void memoryLimitIsNotExceededUnasked() {
    FingerprintTable table = new FingerprintTable(AGE_MAX, 2_000_000);
    SplittableRandom random = new SplittableRandom(1);
    long order = random.nextLong();
    while (table.put(order, 0) != FingerprintTable.FULL || table.grow(order, 2_000_000)) {
      order = random.nextLong();
    }
    assertThat(table.bytes()).isBetween(1_950_000L, 2_000_000L);
  }
}
