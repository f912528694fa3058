package io.tallystick.core.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Goal: what is counted in memory, and the rows that are written from it, are those of a map from
 * (series, level, parent, child) to an aggregate.
 */
class PendingRollupsTest {

  private static final Dimension COUNTRY = new Dimension(List.of("country"));

  @Property(tries = 100)
  void rowsAreThoseOfAMap(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 2000) int events,
      @ForAll @IntRange(min = 1, max = 400) int subjects,
      @ForAll @IntRange(min = 1, max = 200_000) int minutes) {
    Random random = new Random(seed);
    PendingRollups rollups = new PendingRollups(1);
    for (int cleared = random.nextInt(3); cleared > 0; cleared--) {
      countAnything(rollups, random);
      assertThat(rollups.clear()).isTrue();
      assertThat(rollups.isEmpty()).isTrue();
    }
    Map<String, Aggregate> expected = new HashMap<>();
    for (int event = 0; event < events; event++) {
      Dimension dimension = random.nextBoolean() ? Dimension.SUBJECT : COUNTRY;
      SeriesKey series = SeriesKey.of("view", dimension, List.of("S" + random.nextInt(subjects)));
      int minute = 29_000_000 - random.nextInt(minutes);
      int scale = random.nextInt(10);
      long unscaled = random.nextInt(3) == 0 ? 1 : random.nextLong() / 100;
      byte[] key = series.toByteArray();
      rollups.add(rollups.series(key, key.length, series.prefixLength()), minute, unscaled, scale);
      for (Level level : Level.values()) {
        int parent = level.parent(minute);
        expected
            .computeIfAbsent(name(level, parent, key, level.child(minute)), k -> new Aggregate())
            .add(unscaled, scale);
      }
    }

    Map<String, Aggregate> written = new HashMap<>();
    Map<String, Aggregate> scanned = new HashMap<>();
    byte[][] last = {new byte[0]};
    RollupRowWriter.write(5, rollups, (key, keyLength, value, valueLength, hash) -> {
      byte[] exactKey = Arrays.copyOf(key, keyLength);
      assertThat(Arrays.compareUnsigned(last[0], exactKey)).as("keys ascend").isNegative();
      last[0] = exactKey;
      Level level = Level.values()[key[0]];
      int parent = parent(key);
      byte[] series = Arrays.copyOfRange(key, RollupRowLayout.seriesOffset(), keyLength - 2);
      assertThat(key[keyLength - 1]).isEqualTo((byte) 5);
      collect(written, level, parent, series, value, valueLength);
      int parentEnd = level.parentEnd(parent);
      rollups.cells(series, new Aggregate(), (minute, aggregate) -> {
        if (level == Level.ALL || (minute >= parent && minute < parentEnd)) {
          merge(scanned, name(level, parent, series, level.child(minute)), aggregate);
        }
      });
    });
    assertThat(written).isEqualTo(expected);
    assertThat(scanned).isEqualTo(expected);
    assertThat(scanOfAll(rollups, Dimension.SUBJECT).count()
            + scanOfAll(rollups, COUNTRY).count())
        .isEqualTo(events);
  }

  private static void countAnything(PendingRollups rollups, Random random) {
    for (int event = random.nextInt(2000); event >= 0; event--) {
      SeriesKey series =
          SeriesKey.of("view", Dimension.SUBJECT, List.of("S" + random.nextInt(400)));
      byte[] key = series.toByteArray();
      int number = rollups.series(key, key.length, series.prefixLength());
      rollups.add(number, 29_000_000 - random.nextInt(3), random.nextInt(3), 0);
    }
  }

  @Test
  void whatIsFarTooLargeIsNotKept() {
    Random random = new Random(1);
    PendingRollups large = new PendingRollups(100_000);
    countAnything(large, random);
    assertThat(large.clear()).isFalse();
    assertThat(large.isEmpty()).as("nothing was changed").isFalse();
    PendingRollups small = new PendingRollups(1);
    byte[] key = SeriesKey.of("view", Dimension.SUBJECT, List.of("A")).toByteArray();
    small.add(small.series(key, key.length, key.length - 1), 1, 1, 0);
    assertThat(small.clear()).isTrue();
  }

  private static Aggregate scanOfAll(PendingRollups rollups, Dimension dimension) {
    Aggregate sum = new Aggregate();
    rollups.rows(
        Level.ALL,
        0,
        SeriesKey.prefix("view", dimension),
        new Aggregate(),
        (key, offset, length, child, aggregate) -> {
          assertThat(SeriesKey.values(key, offset, 1).get(0)).startsWith("S");
          sum.merge(aggregate);
        });
    return sum;
  }

  private static void collect(
      Map<String, Aggregate> target,
      Level level,
      int parent,
      byte[] series,
      byte[] value,
      int length) {
    RollupRowLayout.read(
        value,
        length,
        new Aggregate(),
        (child, aggregate) -> merge(target, name(level, parent, series, child), aggregate));
  }

  private static void merge(Map<String, Aggregate> target, String name, Aggregate aggregate) {
    target.computeIfAbsent(name, key -> new Aggregate()).merge(aggregate);
  }

  private static String name(Level level, int parent, byte[] series, int child) {
    return level + " " + parent + " " + child + " " + Arrays.toString(series);
  }

  private static int parent(byte[] key) {
    return ((key[1] & 0xff) << 24 | (key[2] & 0xff) << 16 | (key[3] & 0xff) << 8 | key[4] & 0xff)
        ^ Integer.MIN_VALUE;
  }
}
