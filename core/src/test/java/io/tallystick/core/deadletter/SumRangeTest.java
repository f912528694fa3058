package io.tallystick.core.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Goal: the sum of magnitudes and its limit are those of unbounded integers. */
class SumRangeTest {

  private static final long UNSCALED_MAX = 999_999_999_999_999_999L;

  @Property(tries = 300)
  void sumsAreThoseOfBigInteger(@ForAll long seed) {
    Random random = new Random(seed);
    long highMax = 1L << random.nextInt(34);
    BigInteger limit = BigInteger.valueOf(highMax).shiftLeft(64);
    SumRange sums = new SumRange(highMax);
    BigInteger expected = BigInteger.ZERO;
    for (int i = 0; i < 300; i++) {
      long unscaled = value(random);
      int scale = random.nextInt(10);
      BigInteger billionths =
          BigDecimal.valueOf(unscaled, scale).abs().movePointRight(9).toBigIntegerExact();
      boolean fits = expected.add(billionths).compareTo(limit) < 0;
      assertThat(sums.add(unscaled, scale))
          .as("%s and %s", expected, billionths)
          .isEqualTo(fits);
      expected = fits ? expected.add(billionths) : expected;
      assertThat(number(sums)).isEqualTo(expected);
      if (random.nextInt(10) == 0) {
        SumRange restored = new SumRange(highMax);
        restored.restore(sums.high(), sums.low());
        sums = restored;
      }
    }
  }

  private static long value(Random random) {
    if (random.nextInt(10) == 0) {
      return random.nextBoolean() ? UNSCALED_MAX : -UNSCALED_MAX;
    }
    return random.nextLong() % (1L << 1 + random.nextInt(59));
  }

  private static BigInteger number(SumRange sums) {
    return BigInteger.valueOf(sums.high())
        .shiftLeft(64)
        .add(new BigInteger(Long.toUnsignedString(sums.low())));
  }

  /** What all partitions may hold together fits in a signed number of 128 bits. */
  @Test
  void partitionsShareTheRange() {
    for (int partitions : new int[] {1, 2, 3, 7, 256}) {
      SumRange sums = SumRange.of(partitions);
      long high = Long.MAX_VALUE / partitions - 1;
      sums.restore(high, -1);
      assertThat(sums.add(1, 9)).as("beyond the share of one of " + partitions).isFalse();
      BigInteger all = number(sums).multiply(BigInteger.valueOf(partitions));
      assertThat(all.bitLength()).isLessThanOrEqualTo(127);
      assertThat(sums.add(0, 0)).isTrue();
    }
  }
}
