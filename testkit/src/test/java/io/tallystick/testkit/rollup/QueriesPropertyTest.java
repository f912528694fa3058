package io.tallystick.testkit.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.query.Function;
import io.tallystick.core.query.Granularity;
import io.tallystick.core.query.Queries;
import io.tallystick.core.query.QueryLimits;
import io.tallystick.core.query.StatsAnswer;
import io.tallystick.core.query.StatsQuery;
import io.tallystick.core.query.TimeRange;
import io.tallystick.core.query.TopAnswer;
import io.tallystick.core.query.TopQuery;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Dimensions;
import io.tallystick.core.rollup.Freshness;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * Goal: whatever is asked of whichever events, the answer from rollups equals the answer from the
 * raw events.
 *
 * <p>Method: a seed makes some hundred events, clustered so that minutes, hours, days and months
 * are shared and crossed, in several partitions; then queries of every form, with ranges that end
 * anywhere or on a border.
 */
class QueriesPropertyTest {

  private static final Dimension BOTH = new Dimension(List.of("subject", "country"));
  private static final Dimensions DIMENSIONS =
      Dimensions.of(List.of(new Dimension(List.of("country")), BOTH));
  private static final Freshness FRESHNESS = new Freshness(17, 16, true);
  private static final String[] SUBJECTS = {"A", "B", "b", "Ä", "日本", "\uD83D\uDE00", "AB", ""};
  private static final String[] COUNTRIES = {"DE", "FR", "D", "ﬀ"};
  private static final String[] TYPES = {"view", "views", "like"};

  @Property(tries = 60)
  void answersEqualTheOracle(@ForAll long seed) {
    Random random = new Random(seed);
    Oracle oracle = new Oracle();
    MemoryRollups rollups = new MemoryRollups();
    Queries queries = new Queries(
        rollups, new QueryLimits(1000, Integer.MAX_VALUE, Integer.MAX_VALUE, 10_000, 1 << 30));
    rollups.freshness(FRESHNESS);
    // around a leap day, the epoch, or the first years of the calendar
    int origin = new int[] {25_300_000, 0, 13_672_800, -1_035_000_000}[random.nextInt(4)];
    int spread = new int[] {90, 3_000, 200_000}[random.nextInt(3)];
    int events = random.nextInt(300);
    for (int i = 0; i < events; i++) {
      Oracle.Event event = event(random, origin, spread);
      oracle.add(event);
      rollups.count(random.nextInt(4), event, DIMENSIONS);
    }
    for (int i = 0; i < 20; i++) {
      TimeRange range = range(random, origin, spread);
      StatsQuery stats = stats(random, range);
      StatsAnswer answer = queries.stats(stats);
      assertThat(answer.results()).as("%s", stats).isEqualTo(oracle.stats(stats));
      assertThat(answer.freshness()).isEqualTo(FRESHNESS);
      TopQuery top = top(random, range);
      TopAnswer leaders = queries.top(top);
      assertThat(leaders.results()).as("%s", top).isEqualTo(oracle.top(top));
      assertThat(leaders.freshness()).isEqualTo(FRESHNESS);
    }
    assertThat(rollups.openViews()).isZero();
  }

  private static Oracle.Event event(Random random, int origin, int spread) {
    long minute = origin + random.nextInt(spread);
    Map<String, String> attributes = new HashMap<>();
    if (random.nextInt(5) > 0) {
      attributes.put("country", COUNTRIES[random.nextInt(COUNTRIES.length)]);
    }
    long magnitude = random.nextBoolean() ? 100 : 1_000_000_000_000_000_000L;
    long unscaled = random.nextLong() % magnitude;
    return new Oracle.Event(
        TYPES[random.nextInt(TYPES.length)],
        SUBJECTS[random.nextInt(SUBJECTS.length)],
        attributes,
        minute * 60_000 + random.nextInt(60_000),
        BigDecimal.valueOf(unscaled, random.nextInt(10)));
  }

  private static @Nullable TimeRange range(Random random, int origin, int spread) {
    int start = border(random, origin + random.nextInt(spread));
    int end = border(random, origin + random.nextInt(spread));
    if (start == end) {
      return null;
    }
    return new TimeRange(Math.max(-1_035_593_280, Math.min(start, end)), Math.max(start, end));
  }

  private static int border(Random random, int minute) {
    int unit = new int[] {1, 1, 60, 1440}[random.nextInt(4)];
    return Math.floorDiv(minute, unit) * unit;
  }

  private static StatsQuery stats(Random random, @Nullable TimeRange range) {
    List<Function> functions = new ArrayList<>(EnumSet.allOf(Function.class));
    functions.removeIf(function -> random.nextBoolean());
    if (functions.isEmpty()) {
      functions.add(Function.AVERAGE);
    }
    Granularity granularity =
        range == null || random.nextInt(3) == 0 ? null : Granularity.values()[random.nextInt(4)];
    String type = TYPES[random.nextInt(TYPES.length)];
    Dimension dimension = DIMENSIONS.all().get(random.nextInt(3));
    if (random.nextInt(4) == 0) {
      return StatsQuery.ofAll(type, functions, range, granularity);
    }
    List<List<String>> series = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      List<String> values = new ArrayList<>();
      for (String name : dimension.names()) {
        String[] known = name.equals("subject") ? SUBJECTS : COUNTRIES;
        values.add(random.nextInt(8) == 0 ? "none" : known[random.nextInt(known.length)]);
      }
      series.add(values);
    }
    return new StatsQuery(type, dimension, series, functions, range, granularity);
  }

  private static TopQuery top(Random random, @Nullable TimeRange range) {
    Dimension dimension = DIMENSIONS.all().get(random.nextInt(3));
    Map<String, String> filters = new HashMap<>();
    if (dimension.equals(BOTH) && random.nextBoolean()) {
      if (random.nextBoolean()) {
        filters.put("country", COUNTRIES[random.nextInt(COUNTRIES.length)]);
      } else {
        filters.put("subject", SUBJECTS[random.nextInt(SUBJECTS.length)]);
      }
    }
    Function function = Function.values()[random.nextInt(5)];
    String type = TYPES[random.nextInt(TYPES.length)];
    return new TopQuery(type, dimension, filters, function, range, 1 + random.nextInt(12));
  }

  @Property(tries = 20)
  void aViewStaysAsItWas(@ForAll long seed) {
    Random random = new Random(seed);
    Oracle.Event event = event(random, 0, 10);
    StatsQuery query =
        StatsQuery.ofAll(event.type(), List.of(Function.COUNT, Function.SUM), null, null);
    MemoryRollups counted = new MemoryRollups();
    counted.count(0, event, DIMENSIONS);
    try (var view = counted.open()) {
      counted.count(0, event, DIMENSIONS);
      Queries onView = new Queries(() -> view, QueryLimits.DEFAULT);
      assertThat(onView.stats(query).results().get(0).numbers().get(0)).isEqualTo(BigDecimal.ONE);
    }
    Queries afterwards = new Queries(counted, QueryLimits.DEFAULT);
    assertThat(afterwards.stats(query).results().get(0).numbers().get(0))
        .isEqualTo(BigDecimal.valueOf(2));
  }
}
