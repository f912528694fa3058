package io.tallystick.protocol.live;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.query.Function;
import io.tallystick.core.query.StatsQuery;
import io.tallystick.core.query.TopQuery;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Dimensions;
import io.tallystick.protocol.query.ParameterReader;
import io.tallystick.protocol.query.QueryParameters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The query parameters of {@code GET /v1/live}. Immutable and thread-safe. */
public final class LiveParameters {

  /** Most series of which one reader may follow the totals. */
  public static final int SERIES_MAX = 20;

  /** Most leaders that one reader may follow. */
  public static final int LEADERS_MAX = 100;

  private static final int DAYS_MAX = 366;
  private static final List<String> WORDS = List.of("type", "function", "top", "k", "last");

  private final Dimensions dimensions;
  private final QueryParameters queries;

  /**
   * @param queries reads what {@code /v1/stats} and {@code /v1/top} have in common with this
   */
  public LiveParameters(Dimensions dimensions, QueryParameters queries) {
    this.dimensions = dimensions;
    this.queries = queries;
  }

  /**
   * Reads what is to be followed.
   *
   * @param parameters decoded, each with its values in the order of the request
   * @throws RefusedException when there is anything wrong
   */
  public LiveQuery read(Map<String, List<String>> parameters) {
    ParameterReader reader = new ParameterReader(parameters);
    reader.checkNames(WORDS, dimensions.names());
    Integer lastMinutes = last(reader);
    String ranked = reader.one("top", "once, the names of a combination with commas");
    if (ranked == null && parameters.containsKey("k")) {
      reader.refuse(ErrorCode.MISSING_PARAMETER, "top", "missing", "a dimension, together with k");
    }
    reader.number("k", 1, LEADERS_MAX);
    reader.finish();
    if (parameters.isEmpty()) {
      return LiveQuery.NODE;
    }
    StatsQuery totals = queries.stats(without(parameters, "top", "k", "last"));
    if (totals.series().size() > SERIES_MAX) {
      throw new RefusedException(
          ErrorCode.ANSWER_TOO_LARGE,
          "series",
          Integer.toString(totals.series().size()),
          "<= " + SERIES_MAX + ", so fewer series on one page");
    }
    return new LiveQuery(
        totals, ranked == null ? null : top(parameters, ranked, totals), lastMinutes);
  }

  private TopQuery top(Map<String, List<String>> parameters, String ranked, StatsQuery totals) {
    Function function = totals.functions().get(0);
    Map<String, List<String>> asked = new HashMap<>();
    asked.put("type", List.of(totals.type()));
    asked.put("dimension", List.of(ranked));
    asked.put("function", List.of(function.text()));
    List<String> k = parameters.get("k");
    if (k != null) {
      asked.put("k", k);
    }
    return queries.top(asked);
  }

  private static Map<String, List<String>> without(
      Map<String, List<String>> parameters, String... names) {
    Map<String, List<String>> others = new HashMap<>(parameters);
    for (String name : names) {
      others.remove(name);
    }
    return others;
  }

  private static @Nullable Integer last(ParameterReader reader) {
    String text = reader.one("last", "once");
    if (text == null) {
      return null;
    }
    // six digits and a unit always fit
    int minutes = text.matches("[1-9][0-9]{0,5}[mhd]")
        ? Integer.parseInt(text.substring(0, text.length() - 1)) * unit(text)
        : 0;
    if (minutes < 1 || minutes > DAYS_MAX * Calendar.MINUTES_PER_DAY) {
      reader.refuse(
          ErrorCode.INVALID_PARAMETER,
          "last",
          text.isEmpty() ? "empty" : text,
          "such as 30m, 24h or 7d, up to " + DAYS_MAX + "d; without it all time");
    }
    return minutes;
  }

  private static int unit(String text) {
    return switch (text.charAt(text.length() - 1)) {
      case 'd' -> Calendar.MINUTES_PER_DAY;
      case 'h' -> Calendar.MINUTES_PER_HOUR;
      default -> 1;
    };
  }
}
