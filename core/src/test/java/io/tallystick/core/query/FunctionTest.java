package io.tallystick.core.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.rollup.Aggregate;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** Goal: every digit of a function is right, and where there is none it is null. */
class FunctionTest {

  private final Aggregate aggregate = new Aggregate();

  @Test
  void nothingHasACountAndASumButNoAverage() {
    assertThat(Function.COUNT.of(aggregate)).isEqualTo(BigDecimal.ZERO);
    assertThat(Function.SUM.of(aggregate)).isEqualTo(BigDecimal.ZERO);
    assertThat(Function.AVERAGE.of(aggregate)).isNull();
    assertThat(Function.MIN.of(aggregate)).isNull();
    assertThat(Function.MAX.of(aggregate)).isNull();
  }

  @Test
  void anAverageThatEndsIsExact() {
    aggregate.add(10, 0);
    aggregate.add(-1, 0);
    assertThat(Function.AVERAGE.of(aggregate)).isEqualTo(new BigDecimal("4.5"));
    aggregate.add(111, 0);
    assertThat(Function.AVERAGE.of(aggregate)).isEqualTo(new BigDecimal("40"));
  }

  @Test
  void anAverageThatDoesNotEndIsRoundedHalfEven() {
    aggregate.add(2, 0);
    aggregate.add(0, 0);
    aggregate.add(0, 0);
    assertThat(Function.AVERAGE.of(aggregate)).isEqualTo(new BigDecimal("0.666666666666667"));
  }

  @Test
  void smallestAndLargestKeepTheirDigits() {
    aggregate.add(-1, 9);
    aggregate.add(999_999_999_999_999_999L, 0);
    assertThat(Function.MIN.of(aggregate)).isEqualTo(new BigDecimal("-0.000000001"));
    assertThat(Function.MAX.of(aggregate)).isEqualTo(new BigDecimal("999999999999999999"));
    assertThat(Function.SUM.of(aggregate))
        .isEqualTo(new BigDecimal("999999999999999998.999999999"));
  }

  @Test
  void namesAreFoundAsTheyAreWritten() {
    assertThat(Function.of("average")).isEqualTo(Function.AVERAGE);
    assertThat(Function.of("Average")).isNull();
    assertThat(Granularity.of("month")).isEqualTo(Granularity.MONTH);
    assertThat(Granularity.of("week")).isNull();
  }
}
