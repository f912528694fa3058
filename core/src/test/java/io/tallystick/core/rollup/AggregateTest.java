package io.tallystick.core.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Goal: sums, minima and maxima are those of {@link BigDecimal}, in whatever order they merge. */
class AggregateTest {

  @Property
  void addsLikeBigDecimal(
      @ForAll @Size(min = 1, max = 50)
          List<@LongRange(min = -999_999_999_999_999_999L, max = 999_999_999_999_999_999L) Long>
              unscaled,
      @ForAll @IntRange(max = 9) int scale,
      @ForAll @IntRange(max = 49) int split) {
    Aggregate left = new Aggregate();
    Aggregate right = new Aggregate();
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal min = null;
    BigDecimal max = null;
    for (int i = 0; i < unscaled.size(); i++) {
      int itemScale = (scale + i) % 10;
      (i < split ? left : right).add(unscaled.get(i), itemScale);
      BigDecimal value = BigDecimal.valueOf(unscaled.get(i), itemScale);
      sum = sum.add(value);
      min = min == null ? value : min.min(value);
      max = max == null ? value : max.max(value);
    }
    Aggregate one = new Aggregate();
    one.merge(left);
    one.merge(right);
    Aggregate other = new Aggregate();
    other.merge(right);
    other.merge(left);

    assertThat(one).isEqualTo(other);
    assertThat(one.count()).isEqualTo(unscaled.size());
    assertThat(one.sum()).isEqualByComparingTo(sum);
    assertThat(one.min()).isEqualByComparingTo(min);
    assertThat(one.max()).isEqualByComparingTo(max);
  }

  @Test
  void overflowIsAnErrorAndChangesNothing() {
    Aggregate large = new Aggregate();
    large.merge(1, Long.MAX_VALUE, -1, Long.MAX_VALUE, -1, Long.MAX_VALUE, -1);
    String before = large.toString();

    assertThatThrownBy(() -> large.add(1, 9)).isInstanceOf(ArithmeticException.class);
    assertThat(large).hasToString(before);
    large.add(-1, 9);
    assertThat(large.count()).isEqualTo(2);
  }
}
