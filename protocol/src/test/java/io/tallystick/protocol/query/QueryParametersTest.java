package io.tallystick.protocol.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.query.Function;
import io.tallystick.core.query.Granularity;
import io.tallystick.core.query.QueryLimits;
import io.tallystick.core.query.StatsQuery;
import io.tallystick.core.query.TimeRange;
import io.tallystick.core.query.TopQuery;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Dimensions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Goal: every valid request becomes the query it means, and every other one is refused with the
 * right code and with words that say what would be right.
 */
class QueryParametersTest {

  private static final Dimension COUNTRY = new Dimension(List.of("country"));
  private static final Dimension BOTH = new Dimension(List.of("subject", "country"));

  /** 2026-11-22T00:00Z. */
  private static final int MIDNIGHT = 29_921_760;

  private final QueryParameters parameters = new QueryParameters(
      Dimensions.of(List.of(COUNTRY, new Dimension(List.of("device")), BOTH)), QueryLimits.DEFAULT);

  @Example
  void aTypeAloneAsksForTheCountOfEverything() {
    assertThat(stats("type=view"))
        .isEqualTo(StatsQuery.ofAll("view", List.of(Function.COUNT), null, null));
  }

  @Example
  void everyParameterOfStatsIsRead() {
    assertThat(stats("type=view&subject=B&subject=A&subject=B&function=sum,average"
            + "&start=2026-11-22T00:00:00Z&end=2026-11-23T01:00:00%2B01:00&granularity=hour"))
        .isEqualTo(new StatsQuery(
            "view",
            Dimension.SUBJECT,
            List.of(List.of("B"), List.of("A")),
            List.of(Function.SUM, Function.AVERAGE),
            new TimeRange(MIDNIGHT, MIDNIGHT + 1440),
            Granularity.HOUR));
  }

  @Example
  void timesMayBeEpochMilliseconds() {
    assertThat(stats("type=view&start=-60000&end=0").range()).isEqualTo(new TimeRange(-1, 0));
  }

  @Example
  void aCombinationIsTheProductOfItsValues() {
    StatsQuery query = stats("country=DE&country=FR&type=view&subject=A&subject=B");
    assertThat(query.dimension()).isEqualTo(BOTH);
    assertThat(query.series())
        .containsExactly(
            List.of("A", "DE"), List.of("A", "FR"), List.of("B", "DE"), List.of("B", "FR"));
  }

  @Example
  void topAsksForTheTenLeadingSubjectsUnlessToldOtherwise() {
    assertThat(top("type=view"))
        .isEqualTo(new TopQuery("view", Dimension.SUBJECT, Map.of(), Function.COUNT, null, 10));
    assertThat(top("type=view&dimension=country&function=sum&k=3&start=0&end=60000"))
        .isEqualTo(new TopQuery("view", COUNTRY, Map.of(), Function.SUM, new TimeRange(0, 1), 3));
    assertThat(top("type=view&dimension=country,subject").dimension()).isEqualTo(BOTH);
  }

  @Example
  void aFilterPicksTheCombination() {
    assertThat(top("type=view&country=DE"))
        .isEqualTo(new TopQuery("view", BOTH, Map.of("country", "DE"), Function.COUNT, null, 10));
  }

  @Example
  void unknownNamesAreExplained() {
    refused(
        "type=view&granularty=hour",
        ErrorCode.UNKNOWN_PARAMETER,
        "granularty: unknown (expected: granularity? one of type, function, start, end,"
            + " granularity, or of the declared dimensions subject, country, device)");
    refused("type=view&k=3", ErrorCode.UNKNOWN_PARAMETER, "k: unknown (expected: one of type,");
    refusedTop("type=view&granularity=hour", ErrorCode.UNKNOWN_PARAMETER, "granularity: unknown");
    refused("type=view&" + "x".repeat(500) + "=1", ErrorCode.UNKNOWN_PARAMETER, "xxx…: unknown");
  }

  @Example
  void missingOnesAreNamed() {
    refused("", ErrorCode.MISSING_PARAMETER, "type: missing (expected: an event type");
    refused(
        "type=view&start=0",
        ErrorCode.MISSING_PARAMETER,
        "end: missing (expected: together with start, RFC 3339 or epoch milliseconds; neither of"
            + " them for all time)");
    refused("type=view&end=0", ErrorCode.MISSING_PARAMETER, "start: missing (expected: together");
    refused(
        "type=view&granularity=day",
        ErrorCode.MISSING_PARAMETER,
        "start: missing (expected: start and end together with granularity");
  }

  @Example
  void valuesThatDoNotParseAreExplained() {
    ErrorCode invalid = ErrorCode.INVALID_PARAMETER;
    refused("type=", invalid, "type: empty (expected: an event type");
    refused("type=a&type=b", invalid, "type: 2 times (expected: once)");
    refused("type=a&function=count&function=sum", invalid, "several with commas");
    refused("type=a&function=median", invalid, "function: median (expected: each at most once of");
    refused("type=a&function=sum,sum", invalid, "function: sum (expected: each at most once of");
    refused("type=a&function=", invalid, "function: empty");
    refused("type=a&granularity=week", invalid, "granularity: week (expected: one of minute, hour");
    refused("type=a&start=now&end=0", invalid, "start: now (expected: RFC 3339 or epoch");
    refused(
        "type=a&start=2026-11-22T10:15:30Z&end=2026-11-23T00:00:00Z",
        invalid,
        "a whole minute, the nearest is 2026-11-22T10:16:00Z)");
    refused("type=a&start=2026-11-22T00:00:00+01:00&end=1", invalid, "a + is written %2B");
    refused("type=a&start=0&end=4000-01-02T00:00:00Z", invalid, "to 4000-01-01T00:00:00Z)");
    refused("type=a&start=0&end=999999999999999999", invalid, "to 4000-01-01T00:00:00Z)");
    refused("type=a&subject=" + "x".repeat(70_000), invalid, "at most 65535 bytes");
    refused("type=a&subject=", invalid, "subject: empty (expected: a subject");
    refusedTop("type=a&function=sum,count", invalid, "function: sum,count (expected: one of");
    refusedTop("type=a&k=0", invalid, "k: 0 (expected: 1 to 10000)");
    refusedTop("type=a&k=10001", invalid, "k: 10001 (expected: 1 to 10000)");
    refusedTop("type=a&k=99999999999999999999", invalid, "expected: 1 to 10000");
    refusedTop("type=a&k=ten", invalid, "k: ten (expected: 1 to 10000)");
    refusedTop("type=a&country=DE&country=FR", invalid, "country: 2 times (expected: once");
    refusedTop("type=a&subject=A", invalid, "subject: A (expected: not the dimension that is");
  }

  @Example
  void emptyAndInvertedRangesAreRefused() {
    refused(
        "type=a&start=0&end=0",
        ErrorCode.INVALID_RANGE,
        "end: 1970-01-01T00:00:00Z (expected:"
            + " after start 1970-01-01T00:00:00Z, which is included while end is not)");
    refused("type=a&start=120000&end=60000", ErrorCode.INVALID_RANGE, "end: 1970-01-01T00:01:00Z");
  }

  @Example
  void undeclaredDimensionsAreExplained() {
    refused(
        "type=a&device=tv&subject=A",
        ErrorCode.UNDECLARED_DIMENSION,
        "dimension: subject,device (expected: one of subject; country; device; subject,country; or"
            + " declare it: add [subject, device] to dimensions in the configuration");
    refusedTop(
        "type=a&dimension=region",
        ErrorCode.UNDECLARED_DIMENSION,
        "dimension: region (expected: one of subject; country; device; subject,country; or declare"
            + " it: add region to dimensions");
    refusedTop("type=a&dimension=", ErrorCode.UNDECLARED_DIMENSION, "dimension: empty");
  }

  @Example
  void tooManySeriesAreRefusedBeforeTheyAreMade() {
    StringBuilder query = new StringBuilder("type=a");
    for (int i = 0; i < 2000; i++) {
      query.append("&subject=s").append(i).append("&country=c").append(i);
    }
    refused(
        query.toString(),
        ErrorCode.ANSWER_TOO_LARGE,
        "series: 4000000 (expected: <= 1000, so fewer values in one query)");
  }

  @Example
  void allProblemsOfARequestAreReportedTogether() {
    refused(
        "tpye=view&granularity=week&start=0&end=0",
        ErrorCode.UNKNOWN_PARAMETER,
        "tpye: unknown",
        "; type: missing",
        "; granularity: week",
        "; end: 1970-01-01T00:00:00Z");
  }

  @Property(tries = 500)
  void nothingButARefusalIsEverThrown(@ForAll long seed) {
    Random random = new Random(seed);
    String[] words = {
      "type",
      "view",
      "subject",
      "country",
      "function",
      "sum",
      "start",
      "end",
      "k",
      "1",
      "dimension",
      "0",
      "60000",
      "2026-11-22T00:00:00Z",
      "granularity",
      "hour",
      ",",
      "",
      "\u0000",
      "\ud800",
      "9223372036854775807",
      "-",
      "x"
    };
    Map<String, List<String>> map = new LinkedHashMap<>();
    map.put("type", List.of("view"));
    for (int i = random.nextInt(6); i > 0; i--) {
      List<String> values = new ArrayList<>();
      for (int j = random.nextInt(3); j >= 0; j--) {
        values.add(words[random.nextInt(words.length)]);
      }
      map.put(words[random.nextInt(words.length)], values);
    }
    try {
      assertThat(parameters.stats(map).type()).isNotEmpty();
    } catch (RefusedException refused) {
      assertThat(refused.refusal().message()).contains("(expected: ");
    }
    try {
      assertThat(parameters.top(map).k()).isPositive();
    } catch (RefusedException refused) {
      assertThat(refused.refusal().message()).contains("(expected: ");
    }
  }

  private StatsQuery stats(String query) {
    return parameters.stats(QueryText.parse(query));
  }

  private TopQuery top(String query) {
    return parameters.top(QueryText.parse(query));
  }

  private void refused(String query, ErrorCode code, String... parts) {
    assertThatThrownBy(() -> stats(query))
        .isInstanceOfSatisfying(RefusedException.class, refused -> {
          assertThat(refused.refusal().code()).isEqualTo(code);
          assertThat(refused.refusal().message()).contains(parts);
        });
  }

  private void refusedTop(String query, ErrorCode code, String... parts) {
    assertThatThrownBy(() -> top(query)).isInstanceOfSatisfying(RefusedException.class, refused -> {
      assertThat(refused.refusal().code()).isEqualTo(code);
      assertThat(refused.refusal().message()).contains(parts);
    });
  }
}
