package io.tallystick.protocol.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.event.RefusedException;
import io.tallystick.core.query.Function;
import io.tallystick.core.query.Granularity;
import io.tallystick.core.query.QueryLimits;
import io.tallystick.core.query.StatsQuery;
import io.tallystick.core.query.TimeRange;
import io.tallystick.core.query.TopQuery;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Dimensions;
import io.tallystick.testkit.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fuzz target for query parameters: they are refused by a code and a message, or become a query
 * that, written as parameters once more, becomes the same query.
 */
public final class QueryParametersFuzz {

  private static final QueryParameters READER = new QueryParameters(
      Dimensions.of(
          List.of(new Dimension(List.of("country")), new Dimension(List.of("subject", "country")))),
      QueryLimits.DEFAULT);

  private QueryParametersFuzz() {}

  /** The target. */
  public static FuzzTarget target() {
    List<byte[]> seeds = Stream.of(
            "type=view",
            "type=view&subject=A&subject=B&function=count,average,min"
                + "&start=2026-11-22T00:00:00Z&end=2026-11-23T00:00:00Z&granularity=hour",
            "type=view&subject=A&country=DE&country=%C3%A9&start=0&end=60000",
            "type=view&dimension=country&function=max&k=7",
            "type=view&dimension=subject,country&start=-60000&end=1795342560000",
            "type=view&dimension=subject&country=DE")
        .map(text -> text.getBytes(UTF_8))
        .toList();
    return new FuzzTarget("query-parameters", seeds, QueryParametersFuzz::accepts);
  }

  private static boolean accepts(byte[] input) {
    Map<String, List<String>> parameters = parameters(new String(input, UTF_8));
    if (parameters == null) {
      return false;
    }
    StatsQuery stats = null;
    TopQuery top = null;
    try {
      stats = READER.stats(parameters);
    } catch (RefusedException e) {
      assertThat(e).hasMessageContaining(" (expected: ");
    }
    try {
      top = READER.top(parameters);
    } catch (RefusedException e) {
      assertThat(e).hasMessageContaining(" (expected: ");
    }
    if (stats != null) {
      assertThat(READER.stats(written(stats))).isEqualTo(stats);
    }
    if (top != null) {
      assertThat(READER.top(written(top))).isEqualTo(top);
    }
    return stats != null || top != null;
  }

  private static @Nullable Map<String, List<String>> parameters(String text) {
    try {
      return QueryText.parse(text);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return null; // no query string: the server does not let it through
    }
  }

  private static Map<String, List<String>> written(StatsQuery query) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    put(parameters, "type", query.type());
    functions(parameters, query.functions());
    range(parameters, query.range());
    Granularity granularity = query.granularity();
    if (granularity != null) {
      put(parameters, "granularity", granularity.text());
    }
    List<String> names = query.dimension().names();
    for (int i = 0; i < names.size(); i++) {
      int column = i;
      parameters.put(
          names.get(i),
          query.series().stream().map(series -> series.get(column)).distinct().toList());
    }
    return parameters;
  }

  private static Map<String, List<String>> written(TopQuery query) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    put(parameters, "type", query.type());
    functions(parameters, List.of(query.function()));
    range(parameters, query.range());
    put(parameters, "k", Integer.toString(query.k()));
    new TreeMap<>(query.filters()).forEach((name, value) -> put(parameters, name, value));
    List<String> ranked = new ArrayList<>(query.dimension().names());
    ranked.removeAll(query.filters().keySet());
    put(parameters, "dimension", String.join(",", ranked));
    return parameters;
  }

  private static void functions(Map<String, List<String>> parameters, List<Function> functions) {
    put(
        parameters,
        "function",
        functions.stream().map(Function::text).collect(Collectors.joining(",")));
  }

  private static void range(Map<String, List<String>> parameters, @Nullable TimeRange range) {
    if (range != null) {
      put(parameters, "start", Long.toString(range.start() * Calendar.MILLIS_PER_MINUTE));
      put(parameters, "end", Long.toString(range.end() * Calendar.MILLIS_PER_MINUTE));
    }
  }

  private static void put(Map<String, List<String>> parameters, String name, String value) {
    parameters.put(name, List.of(value));
  }
}
