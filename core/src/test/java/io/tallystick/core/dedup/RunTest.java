package io.tallystick.core.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Goal: a run finds exactly what was written, knows when a single bit of it has changed, and its
 * bytes stay what they are.
 */
class RunTest {

  private static final long MILLIS = 10_000;
  private static final long NEWEST = 1_000_000;

  private static final Path GOLDEN =
      Path.of("src/test/resources/io/tallystick/core/dedup/run-v1.bin");

  private final MapRunStore store = new MapRunStore();

  /** Writes ids with the given orders, ascending, of generations up to 60 before the newest. */
  private Run write(long number, long[] orders, int checks) {
    RunWriter writer =
        new RunWriter(store.create(number), number, MILLIS, (long) orders.length * checks + 100);
    for (long order : orders) {
      for (int check = 0; check < checks; check++) {
        writer.add(order, check, generation(order, check));
      }
    }
    writer.commit();
    Run run = Run.open(store, number, MILLIS);
    run.verify();
    return run;
  }

  private static long generation(long order, int check) {
    return NEWEST - Math.floorMod(order + check, 61L);
  }

  private static long[] orders(SplittableRandom random, int count) {
    return random
        .longs(count)
        .distinct()
        .boxed()
        .sorted(Long::compareUnsigned)
        .mapToLong(order -> order)
        .toArray();
  }

  @Property(tries = 200)
  void findsWhatWasWrittenAndNothingElse(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3000) int count) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] orders = orders(random, count);
    Run run = write(3, orders, 1 + random.nextInt(3));
    for (long order : orders) {
      assertThat(run.find(order, 0)).isEqualTo(generation(order, 0));
      assertThat(run.find(order, 7)).isEqualTo(Run.NONE);
      assertThat(run.find(order ^ 1, 0)).isEqualTo(Run.NONE);
    }
  }

  @Test
  void findsIdsThatWereMadeToCollide() {
    long order = 0x7fff_ffff_ffff_fff0L;
    Run run = write(1, new long[] {order, order + 1}, 20_000);
    for (int check = 0; check < 20_000; check++) {
      assertThat(run.find(order + 1, check)).isEqualTo(generation(order + 1, check));
    }
    assertThat(run.find(order, 20_000)).isEqualTo(Run.NONE);
    assertThat(run.find(order - 1, 0)).isEqualTo(Run.NONE);
  }

  @Test
  void filterSparesTheSearchOfAlmostAllOtherIds() {
    SplittableRandom random = new SplittableRandom(11);
    long[] orders = orders(random, 200_000);
    write(1, orders, 1);
    int lines = RunLayout.lines(orders.length + 100);
    int passed = 0;
    for (int i = 0; i < 200_000; i++) {
      long order = random.nextLong();
      int offset = RunLayout.HEADER_BYTES + RunLayout.LINE_BYTES * RunLayout.line(order, lines);
      if (RunLayout.mayContain(store.open(1), offset, order, random.nextInt(1 << 24))) {
        passed++;
      }
    }
    assertThat(passed).isLessThan(200_000 / 100);
  }

  @Test
  void everyFlippedBitAndEveryTruncationIsDetected() {
    write(5, orders(new SplittableRandom(5), 200), 1);
    byte[] good = Objects.requireNonNull(store.runs.get(5L));
    for (int bit = 0; bit < 8 * good.length; bit++) {
      byte[] bad = good.clone();
      bad[bit >>> 3] ^= (byte) (1 << (bit & 7));
      assertCorrupt(bad, "bit " + bit);
    }
    for (int length = 0; length < good.length; length++) {
      assertCorrupt(Arrays.copyOf(good, length), "length " + length);
    }
    assertCorrupt(Arrays.copyOf(good, good.length + 1), "longer");
  }

  private void assertCorrupt(byte[] bad, String what) {
    store.runs.put(5L, bad);
    assertThatThrownBy(() -> Run.open(store, 5, MILLIS).verify())
        .as(what)
        .isInstanceOf(CorruptRunException.class)
        .hasMessageContaining("map/5")
        .hasMessageContaining("expected");
  }

  @Test
  void mergeKeepsTheNewestGenerationOfAnIdAndDropsTheExpired() {
    List<Run> inputs = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      RunWriter writer = new RunWriter(store.create(number), number, MILLIS, 100);
      for (int order = number; order < 100; order += number + 1) {
        writer.add(order, 0, NEWEST - 10L * number - order % 7);
      }
      writer.commit();
      inputs.add(Run.open(store, number, MILLIS));
    }
    RunWriter writer = new RunWriter(store.create(9), 9, MILLIS, 300);
    RunMerge merge = new RunMerge(inputs, writer, NEWEST);
    long oldestLive = NEWEST - 5;
    while (!merge.step(7, oldestLive)) {
      assertThat(writer.entries()).isLessThan(300);
    }
    writer.commit();
    Run merged = Run.open(store, 9, MILLIS);
    merged.verify();
    for (int order = 0; order < 100; order++) {
      long newest = NEWEST - order % 7;
      assertThat(merged.find(order, 0)).isEqualTo(newest < oldestLive ? Run.NONE : newest);
    }
  }

  @Test
  void anIdIsRememberedAtLeastAsLongWhenTheWindowHasChanged() {
    RunWriter writer = new RunWriter(store.create(0), 0, MILLIS, 1);
    writer.add(1, 1, 100);
    writer.commit();
    long lastMoment = 101 * MILLIS - 1;
    for (long indexMillis : new long[] {1, 777, MILLIS, 10 * MILLIS + 1}) {
      Run run = Run.open(store, 0, indexMillis);
      assertThat(run.find(1, 1)).isEqualTo(lastMoment / indexMillis);
      assertThat(run.generationNewest).isEqualTo(lastMoment / indexMillis);
    }
  }

  /** To write the golden file anew, change the version and run with -Dgolden=write. */
  @Test
  void bytesAreThoseOfTheGoldenFile() throws IOException {
    RunWriter writer = new RunWriter(store.create(42), 42, MILLIS, 100);
    for (int i = 0; i < 100; i++) {
      long order = i * 0x0288_df0c_ac5b_3f5dL;
      writer.add(order, (i * 7919) & 0xff_ffff, NEWEST - i % 61);
    }
    writer.commit();
    byte[] written = Objects.requireNonNull(store.runs.get(42L));
    if ("write".equals(System.getProperty("golden"))) {
      Files.write(GOLDEN, written);
    }
    assertThat(written).isEqualTo(Files.readAllBytes(GOLDEN));
  }
}
