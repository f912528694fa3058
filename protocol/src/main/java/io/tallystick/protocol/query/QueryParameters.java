package io.tallystick.protocol.query;

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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads queries from the query parameters of a request. All problems of a request are reported
 * together, each as {@code name: value (expected: …)}. Immutable and thread-safe.
 */
public final class QueryParameters {

  /** How many leaders a top list has when the request does not say. */
  public static final int K_DEFAULT = 10;

  private static final List<String> STATS_WORDS =
      List.of("type", "function", "start", "end", "granularity");
  private static final List<String> TOP_WORDS =
      List.of("type", "dimension", "function", "start", "end", "k");

  private final Dimensions dimensions;
  private final QueryLimits limits;

  public QueryParameters(Dimensions dimensions, QueryLimits limits) {
    this.dimensions = dimensions;
    this.limits = limits;
  }

  /**
   * Reads {@code /v1/stats}.
   *
   * @param parameters decoded, each with its values in the order of the request
   * @throws RefusedException when there is anything wrong
   */
  public StatsQuery stats(Map<String, List<String>> parameters) {
    ParameterReader reader = new ParameterReader(parameters);
    reader.checkNames(STATS_WORDS, dimensions.names());
    String type = reader.type();
    List<Function> functions = reader.functions(Function.values().length);
    TimeRange range = reader.range();
    Granularity granularity = reader.granularity();
    if (granularity != null && !parameters.containsKey("start") && !parameters.containsKey("end")) {
      reader.refuse(
          ErrorCode.MISSING_PARAMETER,
          "start",
          "missing",
          "start and end together with granularity, " + ParameterReader.TIME_FORMS);
    }
    Map<String, List<String>> valuesByName = new LinkedHashMap<>();
    for (String name : dimensions.names()) {
      // asked for twice, answered once
      List<String> values = new ArrayList<>(new LinkedHashSet<>(reader.all(name)));
      if (!values.isEmpty()) {
        valuesByName.put(name, values);
      }
    }
    Dimension dimension =
        valuesByName.isEmpty() ? Dimension.TOTAL : declared(reader, valuesByName.keySet());
    long series = 1;
    for (List<String> values : valuesByName.values()) {
      series = Math.min(Integer.MAX_VALUE, series * values.size());
    }
    if (series > limits.seriesMax()) {
      reader.refuse(
          ErrorCode.ANSWER_TOO_LARGE,
          "series",
          Long.toString(series),
          "<= " + limits.seriesMax() + ", so fewer values in one query");
    }
    reader.finish();
    return new StatsQuery(
        type, dimension, product(dimension, valuesByName), functions, range, granularity);
  }

  /**
   * Reads {@code /v1/top}.
   *
   * @param parameters decoded, each with its values in the order of the request
   * @throws RefusedException when there is anything wrong
   */
  public TopQuery top(Map<String, List<String>> parameters) {
    ParameterReader reader = new ParameterReader(parameters);
    reader.checkNames(TOP_WORDS, dimensions.names());
    String type = reader.type();
    List<Function> functions = reader.functions(1);
    TimeRange range = reader.range();
    int k = reader.number("k", K_DEFAULT, limits.kMax());
    String ranked = reader.one("dimension", "once, the names of a combination with commas");
    Set<String> names = new LinkedHashSet<>(
        List.of((ranked == null ? Dimension.SUBJECT_NAME : ranked).split(",", -1)));
    Map<String, String> filters = new HashMap<>();
    for (String name : dimensions.names()) {
      String value = reader.one(name, "once, top lists are of one " + name);
      if (value != null && names.contains(name)) {
        reader.refuse(ErrorCode.INVALID_PARAMETER, name, value, "not the dimension that is ranked");
      } else if (value != null) {
        filters.put(name, value);
      }
    }
    names.addAll(filters.keySet());
    Dimension dimension = declared(reader, names);
    reader.finish();
    return new TopQuery(type, dimension, filters, functions.get(0), range, k);
  }

  /** The dimension of these names; notes a problem and stands in {@code subject} for it. */
  private Dimension declared(ParameterReader reader, Set<String> names) {
    Dimension dimension = dimensions.find(names);
    if (dimension != null) {
      return dimension;
    }
    // in the order in which they are known, so that the advice reads well
    List<String> ordered = new ArrayList<>(dimensions.names());
    ordered.retainAll(names);
    for (String name : new TreeSet<>(names)) {
      if (!ordered.contains(name)) {
        ordered.add(name);
      }
    }
    String entry = ordered.size() == 1 ? ordered.get(0) : "[" + String.join(", ", ordered) + "]";
    reader.refuse(
        ErrorCode.UNDECLARED_DIMENSION,
        "dimension",
        ordered.size() == 1 && ordered.get(0).isEmpty() ? "empty" : String.join(",", ordered),
        "one of " + dimensions + "; or declare it: add " + entry
            + " to dimensions in the configuration, it then counts from that moment on");
    return Dimension.SUBJECT;
  }

  /** One series for each choice of values, in the order of the dimension's names. */
  private static List<List<String>> product(
      Dimension dimension, Map<String, List<String>> valuesByName) {
    List<List<String>> product = List.of(List.of());
    for (String name : dimension.names()) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> begun : product) {
        for (String value : valuesByName.getOrDefault(name, List.of())) {
          List<String> values = new ArrayList<>(begun);
          values.add(value);
          longer.add(values);
        }
      }
      product = longer;
    }
    return product;
  }
}
