package io.tallystick.testkit.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.publish.BucketRows;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.PendingRollups;
import io.tallystick.core.rollup.RollupDelta;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.RollupRowWriter;
import io.tallystick.core.rollup.SeriesKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Goal: partitions that are added up from their deltas give the rows of all their events.
 *
 * <p>Method: random events go to one of some partitions, and to one that has them all. The rows of
 * the latter are those of the merged deltas, bucket by bucket. One golden delta.
 */
final class RollupDeltaTest {

  @Property(tries = 100)
  void mergedDeltasGiveTheRowsOfAllEvents(@ForAll long seed) {
    Random random = new Random(seed);
    int buckets = 1 + random.nextInt(8);
    List<PendingRollups> partitions = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      partitions.add(new PendingRollups(random.nextInt(100)));
    }
    PendingRollups all = new PendingRollups(10);
    int minutes = random.nextBoolean() ? 3 : 100_000;
    for (int i = random.nextInt(5_000); i > 0; i--) {
      SeriesKey series = SeriesKey.of(
          "type " + random.nextInt(2),
          new Dimension(List.of("subject", "ä")),
          List.of("s" + random.nextInt(50), "x".repeat(random.nextInt(3))));
      int minute = random.nextInt(minutes) - 1000;
      long unscaled = random.nextBoolean() ? 1 : random.nextLong() >> 5 + random.nextInt(59);
      int scale = random.nextInt(3) * random.nextInt(4);
      add(all, series, minute, unscaled, scale);
      add(partitions.get(random.nextInt(partitions.size())), series, minute, unscaled, scale);
    }
    PendingRollups[] merged = new PendingRollups[buckets];
    for (PendingRollups each : partitions) {
      RollupDelta.write(each, buckets, (bucket, bytes, length) -> {
        merged[bucket] = merged[bucket] == null ? new PendingRollups(1) : merged[bucket];
        RollupDelta.merge(Arrays.copyOf(bytes, length), length, merged[bucket]);
      });
    }
    Map<String, String> rows = new TreeMap<>();
    for (int bucket = 0; bucket < buckets; bucket++) {
      int expected = bucket;
      if (merged[bucket] != null) {
        rows.putAll(rows(
            merged[bucket],
            hash -> assertThat(BucketRows.bucket(hash, buckets)).isEqualTo(expected)));
      }
    }
    assertThat(rows).isEqualTo(rows(all, hash -> {}));
  }

  private static void add(
      PendingRollups rollups, SeriesKey series, int minute, long unscaled, int scale) {
    byte[] key = series.toByteArray();
    rollups.add(rollups.series(key, key.length, series.prefixLength()), minute, unscaled, scale);
  }

  private static Map<String, String> rows(
      PendingRollups rollups, java.util.function.IntConsumer hashes) {
    Map<String, String> rows = new TreeMap<>();
    RollupRowWriter.write(7, rollups, (key, keyLength, value, valueLength, hash) -> {
      hashes.accept(hash);
      rows.put(
          HexFormat.of().formatHex(key, 0, keyLength),
          HexFormat.of().formatHex(value, 0, valueLength));
    });
    return rows;
  }

  @Test
  void theBytesAreGolden() {
    PendingRollups rollups = new PendingRollups(1);
    SeriesKey series = SeriesKey.of("v", Dimension.TOTAL, List.of());
    add(rollups, series, 3, 1, 0);
    add(rollups, series, 3, 1, 0);
    add(rollups, series, 4, 25, 1);
    List<String> deltas = new ArrayList<>();

    RollupDelta.write(
        rollups,
        1,
        (bucket, bytes, length) ->
            deltas.add(bucket + ": " + HexFormat.of().formatHex(bytes, 0, length)));

    String two = "000000000000000000000000" + "9502f900";
    assertThat(deltas)
        .containsExactly("0: 0004000176000002"
            + "000000040100000000" + "0000000000000001" + two + two + two
            + "000000030000000002");
  }

  @Test
  void otherBytesAreRefused() {
    for (byte[] bytes : List.of(new byte[] {0}, new byte[] {0, 4, 0, 1, 'v', 0, 0, 1, 0})) {
      assertThatThrownBy(() -> RollupDelta.merge(bytes, bytes.length, new PendingRollups(1)))
          .isInstanceOf(RollupRowLayout.CorruptRowException.class)
          .hasMessageContaining("(expected: whole parts");
    }
  }
}
