package io.tallystick.core.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Goal: series come in the order of their bytes, unsigned, whatever they begin with. */
class SeriesOrderTest {

  @Property(tries = 500)
  void isTheOrderOfAComparison(@ForAll("keys") List<byte[]> keys) {
    PendingRollups rollups = new PendingRollups(keys.size());
    TreeSet<byte[]> expected = new TreeSet<>(Arrays::compareUnsigned);
    for (byte[] key : keys) {
      rollups.series(key, key.length, 0);
      expected.add(key);
    }

    List<byte[]> ordered = new ArrayList<>();
    for (int series : SeriesOrder.of(rollups)) {
      int offset = rollups.seriesOffset(series);
      ordered.add(
          Arrays.copyOfRange(rollups.texts(), offset, offset + rollups.seriesLength(series)));
    }

    assertThat(ordered).containsExactly(expected.toArray(byte[][]::new));
  }

  /** Few different bytes, so that keys have long beginnings in common and end in one another. */
  @Provide
  Arbitrary<List<byte[]>> keys() {
    Arbitrary<byte[]> parts = Arbitraries.of(
        new byte[] {0},
        new byte[] {-1, 1},
        new byte[] {0, 0, 0, 0},
        new byte[] {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'},
        new byte[] {(byte) 0x80, 'x'});
    return parts.list().ofMaxSize(8).map(SeriesOrderTest::joined).list().ofMaxSize(300);
  }

  private static byte[] joined(List<byte[]> parts) {
    byte[] key = new byte[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, key, at, part.length);
      at += part.length;
    }
    return key;
  }
}
