package io.tallystick.testkit.rollup;

import io.tallystick.core.query.Function;
import io.tallystick.core.query.Granularity;
import io.tallystick.core.query.StatsAnswer;
import io.tallystick.core.query.StatsQuery;
import io.tallystick.core.query.TimeRange;
import io.tallystick.core.query.TopAnswer;
import io.tallystick.core.query.TopQuery;
import io.tallystick.core.rollup.Dimension;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every event and answers each query by looking at all of them: slow and hard to get wrong.
 * What an engine answers must be equal, freshness aside.
 */
public final class Oracle {

  /*
   * Shares no code with what it judges: calendar by java.time, sums and comparisons by BigDecimal,
   * grouping by maps of strings.
   */

  /**
   * An event that is counted once; the caller has left out duplicates.
   *
   * @param timeMillis event time, milliseconds since the epoch
   */
  public record Event(
      String type,
      String subject,
      Map<String, String> attributes,
      long timeMillis,
      BigDecimal value) {

    public Event {
      attributes = Map.copyOf(attributes);
    }

    /** The values of this event's series; null when it belongs to none of that dimension. */
    public @Nullable List<String> values(Dimension dimension) {
      List<String> values = new ArrayList<>();
      for (String name : dimension.names()) {
        String value = name.equals(Dimension.SUBJECT_NAME) ? subject : attributes.get(name);
        if (value == null) {
          return null;
        }
        values.add(value);
      }
      return values;
    }
  }

  private final List<Event> events = new ArrayList<>();

  public void add(Event event) {
    events.add(event);
  }

  /** Every event that was added. */
  public List<Event> events() {
    return Collections.unmodifiableList(events);
  }

  /** The results that {@code query} must have. */
  public List<StatsAnswer.Result> stats(StatsQuery query) {
    Map<List<String>, List<Event>> bySeries = new HashMap<>();
    for (Event event : found(query.type(), query.range())) {
      List<String> values = event.values(query.dimension());
      if (values != null) {
        bySeries.computeIfAbsent(values, key -> new ArrayList<>()).add(event);
      }
    }
    List<StatsAnswer.Result> results = new ArrayList<>();
    for (List<String> values : query.series()) {
      List<Event> series = bySeries.getOrDefault(values, List.of());
      results.add(new StatsAnswer.Result(
          values, numbers(query.functions(), series), points(query, series)));
    }
    return results;
  }

  /** The results that {@code query} must have, in that order. */
  public List<TopAnswer.Result> top(TopQuery query) {
    Map<List<String>, List<Event>> bySeries = new HashMap<>();
    for (Event event : found(query.type(), query.range())) {
      List<String> values = event.values(query.dimension());
      if (values != null && matches(query, values)) {
        bySeries.computeIfAbsent(values, key -> new ArrayList<>()).add(event);
      }
    }
    List<Map.Entry<List<String>, List<Event>>> ranked = new ArrayList<>(bySeries.entrySet());
    ranked.sort((a, b) -> {
      int byNumber = compare(query.function(), b.getValue(), a.getValue());
      return byNumber != 0 ? byNumber : compareValues(a.getKey(), b.getKey());
    });
    List<TopAnswer.Result> results = new ArrayList<>();
    for (Map.Entry<List<String>, List<Event>> entry :
        ranked.subList(0, Math.min(query.k(), ranked.size()))) {
      BigDecimal number = number(query.function(), entry.getValue());
      results.add(new TopAnswer.Result(entry.getKey(), Objects.requireNonNull(number)));
    }
    return results;
  }

  private List<Event> found(String type, @Nullable TimeRange range) {
    List<Event> found = new ArrayList<>();
    for (Event event : events) {
      boolean inside = range == null
          || event.timeMillis() >= range.start() * 60_000L
              && event.timeMillis() < range.end() * 60_000L;
      if (inside && event.type().equals(type)) {
        found.add(event);
      }
    }
    return found;
  }

  private static boolean matches(TopQuery query, List<String> values) {
    List<String> names = query.dimension().names();
    return query.filters().entrySet().stream()
        .allMatch(filter -> values.get(names.indexOf(filter.getKey())).equals(filter.getValue()));
  }

  private static List<StatsAnswer.Point> points(StatsQuery query, List<Event> series) {
    Granularity granularity = query.granularity();
    TimeRange range = query.range();
    if (granularity == null || range == null) {
      return List.of();
    }
    Map<Integer, List<Event>> byWindow = new TreeMap<>();
    for (Event event : series) {
      int start = Math.max(range.start(), windowStart(granularity, event.timeMillis()));
      byWindow.computeIfAbsent(start, key -> new ArrayList<>()).add(event);
    }
    List<StatsAnswer.Point> points = new ArrayList<>();
    byWindow.forEach((start, window) ->
        points.add(new StatsAnswer.Point(start, numbers(query.functions(), window))));
    return points;
  }

  private static int windowStart(Granularity granularity, long millis) {
    LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    LocalDateTime start = switch (granularity) {
      case MINUTE -> time.truncatedTo(ChronoUnit.MINUTES);
      case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
      case DAY -> time.truncatedTo(ChronoUnit.DAYS);
      case MONTH -> time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
    };
    return (int) (start.toEpochSecond(ZoneOffset.UTC) / 60);
  }

  private static List<@Nullable BigDecimal> numbers(List<Function> functions, List<Event> window) {
    List<@Nullable BigDecimal> numbers = new ArrayList<>();
    for (Function function : functions) {
      numbers.add(number(function, window));
    }
    return numbers;
  }

  private static @Nullable BigDecimal number(Function function, List<Event> window) {
    BigDecimal number = switch (function) {
      case COUNT -> BigDecimal.valueOf(window.size());
      case SUM -> sum(window);
      case AVERAGE ->
        window.isEmpty()
            ? null
            : sum(window).divide(BigDecimal.valueOf(window.size()), 15, RoundingMode.HALF_EVEN);
      case MIN -> window.stream().map(Event::value).min(BigDecimal::compareTo).orElse(null);
      case MAX -> window.stream().map(Event::value).max(BigDecimal::compareTo).orElse(null);
    };
    if (number == null) {
      return null;
    }
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? new BigDecimal(stripped.toBigIntegerExact()) : stripped;
  }

  private static BigDecimal sum(List<Event> window) {
    return window.stream().map(Event::value).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Compares the exact numbers; an average as the fraction that it is. */
  private static int compare(Function function, List<Event> a, List<Event> b) {
    if (function == Function.AVERAGE) {
      return sum(a)
          .multiply(new BigDecimal(BigInteger.valueOf(b.size())))
          .compareTo(sum(b).multiply(new BigDecimal(BigInteger.valueOf(a.size()))));
    }
    BigDecimal left = number(function, a);
    BigDecimal right = number(function, b);
    return left == null || right == null ? 0 : left.compareTo(right);
  }

  private static int compareValues(List<String> a, List<String> b) {
    for (int i = 0; i < a.size(); i++) {
      int byValue = Arrays.compareUnsigned(
          a.get(i).getBytes(StandardCharsets.UTF_8), b.get(i).getBytes(StandardCharsets.UTF_8));
      if (byValue != 0) {
        return byValue;
      }
    }
    return 0;
  }
}
