package io.tallystick.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Goal: ranks come as often as the distribution says. */
class ZipfTest {

  private static final int DRAWS = 1_000_000;

  @Test
  void drawsRanksByTheirShare() {
    int n = 1000;
    double harmonic = 0;
    for (int rank = 1; rank <= n; rank++) {
      harmonic += 1.0 / rank;
    }
    int[] drawn = draw(n, 1.0);
    for (int rank : new int[] {0, 1, 9, 99, 999}) {
      double expected = DRAWS / harmonic / (rank + 1);
      // six standard deviations of a binomial count
      assertThat((double) drawn[rank]).isCloseTo(expected, within(6 * Math.sqrt(expected)));
    }
  }

  @Test
  void drawsAllAlikeWithoutExponent() {
    for (int count : draw(10, 0)) {
      assertThat((double) count).isCloseTo(DRAWS / 10.0, within(6 * Math.sqrt(DRAWS / 10.0)));
    }
  }

  @Test
  void drawsTheOnlyRank() {
    assertThat(draw(1, 1.0)).containsExactly(DRAWS);
  }

  private static int[] draw(int n, double exponent) {
    Zipf zipf = new Zipf(n, exponent);
    SplittableRandom random = new SplittableRandom(1);
    int[] drawn = new int[n];
    for (int i = 0; i < DRAWS; i++) {
      drawn[zipf.next(random)]++;
    }
    return drawn;
  }
}
