package io.tallystick.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.SeriesKey;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Goal: very many series, and very long ones, are kept apart and added up within the memory given. */
class SeriesTotalsTest {

  private static final Dimension BOTH = new Dimension(List.of("subject", "country"));

  private final Aggregate one = new Aggregate();

  SeriesTotalsTest() {
    one.add(25, 1);
  }

  @Test
  void manySeriesAreKeptApart() {
    SeriesTotals totals = new SeriesTotals(Function.SUM, 1, 1 << 24);
    Map<String, Integer> expected = new HashMap<>();
    Random random = new Random(7);
    for (int i = 0; i < 60_000; i++) {
      String subject = Integer.toString(random.nextInt(20_000), 36);
      add(totals, Dimension.SUBJECT, List.of(subject));
      expected.merge(subject, 1, Integer::sum);
    }
    assertThat(totals.size()).isEqualTo(expected.size());
    for (int i = 0; i < totals.size(); i++) {
      int times = expected.getOrDefault(totals.values(i).get(0), 0);
      assertThat(totals.number(i))
          .isEqualByComparingTo(new BigDecimal("2.5").multiply(BigDecimal.valueOf(times)));
    }
  }

  @Test
  void seriesLongerThanAChunkOfMemoryAreKeptApart() {
    SeriesTotals totals = new SeriesTotals(Function.COUNT, 2, 1 << 24);
    String longest = "x".repeat(65_535);
    List<List<String>> series = List.of(
        List.of("a", "b"),
        List.of(longest, longest),
        List.of("a", "c"),
        List.of(longest, longest.substring(1) + "y"),
        List.of("", ""),
        List.of("ab", ""));
    for (int i = 0; i < 3; i++) {
      series.forEach(values -> add(totals, BOTH, values));
    }
    assertThat(totals.size()).isEqualTo(series.size());
    for (int i = 0; i < totals.size(); i++) {
      assertThat(totals.values(i)).isEqualTo(series.get(i));
      assertThat(totals.number(i)).isEqualTo(BigDecimal.valueOf(3));
    }
  }

  @Test
  void moreSeriesThanMemoryAreRefused() {
    SeriesTotals totals = new SeriesTotals(Function.COUNT, 1, 1 << 20);
    assertThatThrownBy(() -> {
          for (int i = 0; i < 100_000; i++) {
            add(totals, Dimension.SUBJECT, List.of("subject-" + i));
          }
        })
        .isInstanceOfSatisfying(RefusedException.class, refused -> {
          assertThat(refused.refusal().code()).isEqualTo(ErrorCode.ANSWER_TOO_LARGE);
          assertThat(refused.getMessage()).contains("1 MiB");
        });
    assertThat(totals.size()).isGreaterThan(10_000);
  }

  @Test
  void averagesAreRankedByTheirFractionsEvenBeyond64Bits() {
    SeriesTotals totals = new SeriesTotals(Function.AVERAGE, 1, 1 << 20);
    Aggregate large = new Aggregate();
    large.add(999_999_999_999_999_999L, 0);
    large.add(999_999_999_999_999_998L, 0);
    Aggregate larger = new Aggregate();
    larger.merge(large);
    larger.add(999_999_999_999_999_999L, 0);
    addAggregate(totals, "A", large);
    addAggregate(totals, "B", larger);
    addAggregate(totals, "C", one);
    addAggregate(totals, "D", one);
    assertThat(totals.compare(1, 0)).isNegative();
    assertThat(totals.compare(0, 2)).isNegative();
    assertThat(totals.compare(2, 3)).isNegative();
    assertThat(totals.compare(3, 2)).isPositive();
  }

  @Test
  void aSumBeyond128BitsIsAnErrorAndNeverWraps() {
    SeriesTotals totals = new SeriesTotals(Function.SUM, 1, 1 << 20);
    Aggregate doubling = new Aggregate();
    doubling.add(999_999_999_999_999_999L, 0);
    for (int i = 0; i < 37; i++) {
      doubling.merge(doubling);
    }
    addAggregate(totals, "A", doubling);
    assertThatThrownBy(() -> addAggregate(totals, "A", doubling))
        .isInstanceOf(ArithmeticException.class);
    assertThat(totals.number(0)).isEqualTo(doubling.sum());
  }

  private void add(SeriesTotals totals, Dimension dimension, List<String> values) {
    SeriesKey key = SeriesKey.of("view", dimension, values);
    byte[] bytes = key.toByteArray();
    totals.add(bytes, key.prefixLength(), bytes.length - key.prefixLength(), one);
  }

  private static void addAggregate(SeriesTotals totals, String subject, Aggregate aggregate) {
    SeriesKey key = SeriesKey.of("view", Dimension.SUBJECT, List.of(subject));
    byte[] bytes = key.toByteArray();
    totals.add(bytes, key.prefixLength(), bytes.length - key.prefixLength(), aggregate);
  }
}
