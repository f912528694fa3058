package io.tallystick.protocol.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.query.Function;
import io.tallystick.core.query.Granularity;
import io.tallystick.core.query.StatsAnswer;
import io.tallystick.core.query.StatsQuery;
import io.tallystick.core.query.TimeRange;
import io.tallystick.core.query.TopAnswer;
import io.tallystick.core.query.TopQuery;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Freshness;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Goal: answers are written byte by byte as promised, numbers with every digit. */
class AnswerJsonTest {

  private static final Freshness FRESHNESS =
      new Freshness(1_795_428_930_250L, 1_795_428_629_999L, false);

  /** 2026-11-22T00:00Z. */
  private static final int MIDNIGHT = 29_921_760;

  private static final TimeRange DAY = new TimeRange(MIDNIGHT, MIDNIGHT + 1440);
  private static final List<Function> TWO = List.of(Function.COUNT, Function.AVERAGE);

  @Test
  void aSeriesOfPoints() {
    StatsQuery query = new StatsQuery(
        "view", Dimension.SUBJECT, List.of(List.of("A"), List.of("B")), TWO, DAY, Granularity.HOUR);
    List<BigDecimal> numbers = List.of(new BigDecimal(3), new BigDecimal("4.5"));
    StatsAnswer answer = new StatsAnswer(
        query,
        List.of(
            new StatsAnswer.Result(
                List.of("A"), numbers, List.of(new StatsAnswer.Point(MIDNIGHT + 600, numbers))),
            new StatsAnswer.Result(List.of("B"), Arrays.asList(BigDecimal.ZERO, null), List.of())),
        FRESHNESS);
    assertThat(text(AnswerJson.stats(answer)))
        .isEqualTo("{\"type\":\"view\",\"start\":\"2026-11-22T00:00:00Z\","
            + "\"end\":\"2026-11-23T00:00:00Z\",\"granularity\":\"hour\",\"results\":["
            + "{\"subject\":\"A\",\"count\":3,\"average\":4.5,"
            + "\"points\":[{\"start\":\"2026-11-22T10:00:00Z\",\"count\":3,\"average\":4.5}]},"
            + "{\"subject\":\"B\",\"count\":0,\"average\":null,\"points\":[]}],"
            + "\"asOf\":\"2026-11-23T10:15:30.250Z\","
            + "\"settledUntil\":\"2026-11-23T10:10:29.999Z\",\"partial\":false}");
  }

  @Test
  void aTotalOfAllTimeNamesNeitherARangeNorADimension() {
    StatsQuery query = StatsQuery.ofAll("view", List.of(Function.SUM, Function.MIN), null, null);
    StatsAnswer answer = new StatsAnswer(
        query,
        List.of(new StatsAnswer.Result(
            List.of(),
            List.of(
                new BigDecimal("123456789012345678901234567890.123456789"),
                new BigDecimal("-0.000000001")),
            List.of())),
        new Freshness(0, 0, true));
    assertThat(text(AnswerJson.stats(answer)))
        .isEqualTo("{\"type\":\"view\",\"results\":["
            + "{\"sum\":123456789012345678901234567890.123456789,\"min\":-0.000000001}],"
            + "\"asOf\":\"1970-01-01T00:00:00.000Z\","
            + "\"settledUntil\":\"1970-01-01T00:00:00.000Z\",\"partial\":true}");
  }

  @Test
  void leadersOfACombination() {
    TopQuery query = new TopQuery(
        "view",
        new Dimension(List.of("subject", "country")),
        Map.of("country", "DE"),
        Function.SUM,
        DAY,
        10);
    TopAnswer answer = new TopAnswer(
        query,
        List.of(new TopAnswer.Result(List.of("a \"quoted\" Ä", "DE"), new BigDecimal("1.5"))),
        FRESHNESS);
    assertThat(text(AnswerJson.top(answer)))
        .isEqualTo("{\"type\":\"view\",\"start\":\"2026-11-22T00:00:00Z\","
            + "\"end\":\"2026-11-23T00:00:00Z\",\"results\":["
            + "{\"subject\":\"a \\\"quoted\\\" Ä\",\"country\":\"DE\",\"sum\":1.5}],"
            + "\"asOf\":\"2026-11-23T10:15:30.250Z\","
            + "\"settledUntil\":\"2026-11-23T10:10:29.999Z\",\"partial\":false}");
  }

  @Test
  void timesOfTheWholeCalendarCanBeWritten() {
    assertThat(UtcText.ofMinute(Calendar.MINUTE_MIN)).isEqualTo("0001-01-01T00:00:00Z");
    assertThat(UtcText.ofMinute(Calendar.MINUTE_END)).isEqualTo("4000-01-01T00:00:00Z");
    assertThat(UtcText.ofMillis(-1)).isEqualTo("1969-12-31T23:59:59.999Z");
    assertThat(UtcText.ofMillis(Long.MIN_VALUE)).isEqualTo("0000-01-01T00:00:00.000Z");
    assertThat(UtcText.ofMillis(Long.MAX_VALUE)).isEqualTo("9999-12-31T23:59:59.999Z");
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
