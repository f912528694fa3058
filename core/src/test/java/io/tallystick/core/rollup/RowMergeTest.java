package io.tallystick.core.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.rollup.RollupRowLayout.CorruptRowException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Goal: an absolute row plus a delta is the row of all values, whatever order they came in. */
class RowMergeTest {

  private static final int CHILDREN = 60;

  @Test
  void mergingDeltasIsCountingEverythingAtOnce() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RowMerge merge = new RowMerge();
    for (int round = 0; round < 300; round++) {
      Aggregate[] all = children();
      byte[] absolute = null;
      for (int delta = 0; delta < 10; delta++) {
        Aggregate[] some = children();
        for (int event = random.nextInt(6); event >= 0; event--) {
          int child = random.nextInt(round % 2 == 0 ? 3 : CHILDREN);
          long value = random.nextInt(3) == 0 ? random.nextLong() / 1000 : 1;
          int scale = value == 1 ? 0 : random.nextInt(10);
          all[child].add(value, scale);
          some[child].add(value, scale);
        }
        byte[] bytes = RollupRowLayout.value(some);
        absolute = merge.merge(absolute, Arrays.copyOf(bytes, bytes.length + 5), bytes.length);
      }
      assertThat(absolute).as("seed " + seed).isEqualTo(RollupRowLayout.value(all));
    }
  }

  @Test
  void foldsAValueWithSeveralEntriesOfAWindow() {
    Aggregate[] one = children();
    one[3].add(5, 0);
    byte[] entry = RollupRowLayout.value(one);
    byte[] twice = Arrays.copyOf(entry, entry.length * 2);
    System.arraycopy(entry, 0, twice, entry.length, entry.length);
    one[3].add(5, 0);
    one[3].add(5, 0);

    assertThat(new RowMerge().merge(twice, entry, entry.length))
        .isEqualTo(RollupRowLayout.value(one));
    assertThat(new RowMerge().merge(null, twice, twice.length)).hasSizeLessThan(twice.length);
  }

  @Test
  void damageIsNamed() {
    byte[] damaged = {60, (byte) 0x80, 1};
    assertThatThrownBy(() -> new RowMerge().merge(damaged, new byte[0], 0))
        .isInstanceOf(CorruptRowException.class)
        .hasMessageContaining("child: 60");
  }

  @Test
  void theHashOfASeriesNeverChanges() {
    byte[] key = SeriesKey.of("view", Dimension.SUBJECT, List.of("A")).toByteArray();
    byte[] shifted = new byte[key.length + 3];
    System.arraycopy(key, 0, shifted, 3, key.length);

    assertThat(SeriesKey.hash(key, 0, key.length)).isEqualTo(-1_226_626_904);
    assertThat(SeriesKey.hash(shifted, 3, key.length)).isEqualTo(-1_226_626_904);
    assertThat(SeriesKey.hash(key, 0, 5)).isEqualTo(-972_596_346);
    assertThat(SeriesKey.prefixLength(shifted, 3))
        .isEqualTo(SeriesKey.prefix("view", Dimension.SUBJECT).length);
  }

  private static Aggregate[] children() {
    Aggregate[] children = new Aggregate[CHILDREN];
    Arrays.setAll(children, child -> new Aggregate());
    return children;
  }
}
