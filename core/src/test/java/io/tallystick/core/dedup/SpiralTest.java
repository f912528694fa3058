package io.tallystick.core.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Goal: places keep the order of hashes, and shares of them differ by two from end to end. */
class SpiralTest {

  @Property
  void keepsTheOrder(@ForAll long a, @ForAll long b) {
    int ofHashes = Long.compareUnsigned(a, b);
    int ofPlaces = Long.compareUnsigned(Spiral.place(a), Spiral.place(b));
    // neighbours may have one place
    assertThat(ofPlaces).isIn(ofHashes, 0);
    assertThat(Long.compareUnsigned(Spiral.place(a), Spiral.place(a + 1)))
        .isIn(-1, a == -1 ? 1 : 0);
  }

  @Test
  void goesFromEndToEnd() {
    assertThat(Spiral.place(0)).isZero();
    assertThat(Spiral.place(-1L)).isBetween(-1L << 32, -1L);
    for (int i = 0; i < 1000; i++) {
      long hash = i * (Long.MAX_VALUE / 500);
      double fraction = (hash >>> 11) * 0x1p-53;
      double place = (Spiral.place(hash) >>> 11) * 0x1p-53;
      assertThat(place).isCloseTo(Math.log1p(fraction) / Math.log(2), within(0.000_01));
    }
  }
}
