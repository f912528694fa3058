package io.tallystick.core.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/**
 * Goal: a plan covers exactly its range, reads no row twice, takes as few rows as any choice of
 * rows could, and never mixes the windows of a granularity in one child.
 *
 * <p>Method: the fewest rows are found independently, as the shortest path from start to end over
 * all parts of all rows.
 */
class RangePlanTest {

  private static final int DAY = Calendar.MINUTES_PER_DAY;
  private static final int HOUR = Calendar.MINUTES_PER_HOUR;

  /** 2026-11-01T00:00Z. */
  private static final int NOVEMBER = 29_891_520;

  @Example
  void allTimeIsOneRow() {
    assertThat(RangePlan.of(null, null).steps())
        .containsExactly(new RangePlan.Step(Level.ALL, 0, 0, 1));
  }

  @Example
  void aMonthIsOneRowAndAYearTwelve() {
    assertThat(RangePlan.of(new TimeRange(NOVEMBER, NOVEMBER + 30 * DAY), null).steps())
        .containsExactly(new RangePlan.Step(Level.DAY, NOVEMBER, 0, 30));
    assertThat(RangePlan.of(new TimeRange(NOVEMBER, NOVEMBER + 365 * DAY), null).steps())
        .hasSize(12);
  }

  @Example
  void raggedEndsTakeHoursAndMinutes() {
    int start = NOVEMBER + DAY - HOUR - 1;
    int end = NOVEMBER + 3 * DAY + HOUR + 2;
    assertThat(RangePlan.of(new TimeRange(start, end), null).steps())
        .containsExactly(
            new RangePlan.Step(Level.MINUTE, NOVEMBER + 22 * HOUR, 59, 60),
            new RangePlan.Step(Level.HOUR, NOVEMBER, 23, 24),
            new RangePlan.Step(Level.DAY, NOVEMBER, 1, 3),
            new RangePlan.Step(Level.HOUR, NOVEMBER + 3 * DAY, 0, 1),
            new RangePlan.Step(Level.MINUTE, NOVEMBER + 3 * DAY + HOUR, 0, 2));
  }

  @Example
  void aDayByMinuteTakesARowForEachHour() {
    TimeRange day = new TimeRange(NOVEMBER, NOVEMBER + DAY);
    assertThat(RangePlan.of(day, Granularity.MINUTE).steps()).hasSize(24);
    assertThat(RangePlan.of(day, Granularity.HOUR).steps()).hasSize(1);
    assertThat(RangePlan.of(day, Granularity.DAY).steps()).hasSize(1);
  }

  @Property(tries = 300)
  void coversTheRangeOnceInOrder(@ForAll long seed) {
    Random random = new Random(seed);
    int start =
        Calendar.MINUTE_MIN + random.nextInt(Calendar.MINUTE_END - Calendar.MINUTE_MIN - 3_000_000);
    int length = 1 + random.nextInt(random.nextInt(3) > 0 ? 5_000 : 200_000);
    start = align(random, start);
    TimeRange range = new TimeRange(start, Math.max(start + 1, align(random, start + length)));
    Granularity granularity = granularity(random);
    RangePlan plan = RangePlan.of(range, granularity);
    int at = range.start();
    Set<Integer> parents = new HashSet<>();
    for (RangePlan.Step step : plan.steps()) {
      Level level = step.level();
      assertThat(step.parent()).isEqualTo(level.parent(step.parent()));
      assertThat(step.childFrom()).isLessThan(step.childTo());
      assertThat(level.childStart(step.parent(), step.childFrom())).isEqualTo(at);
      at = level.childStart(step.parent(), step.childTo());
      assertThat(at).isLessThanOrEqualTo(level.parentEnd(step.parent()));
      assertThat(parents.add(step.parent() * 4 + level.number())).isTrue();
      for (int child = step.childFrom(); child < step.childTo() && granularity != null; child++) {
        int childStart = level.childStart(step.parent(), child);
        int childEnd = level.childStart(step.parent(), child + 1);
        if (granularity.windowStart(childEnd - 1) != granularity.windowStart(childStart)) {
          throw new AssertionError("child " + child + " of " + step + " crosses a window");
        }
      }
    }
    assertThat(at).isEqualTo(range.end());
    assertThat(plan.steps()).hasSizeLessThanOrEqualTo(RangePlan.rowsMax(range, granularity));
  }

  @Property(tries = 40)
  void noChoiceOfRowsIsSmaller(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6000) int length) {
    Random random = new Random(seed);
    int start = align(random, NOVEMBER - 3000 + random.nextInt(6000));
    int end = Math.max(start + 1, align(random, start + length));
    Granularity granularity = granularity(random);
    assertThat(RangePlan.of(new TimeRange(start, end), granularity).steps())
        .hasSize(fewestRows(start, end, granularity));
  }

  /** Shortest path: from each minute on, every part of every row that begins there is an edge. */
  private static int fewestRows(int start, int end, @Nullable Granularity granularity) {
    int[] rows = new int[end - start + 1];
    for (int at = end - 1; at >= start; at--) {
      int fewest = Integer.MAX_VALUE;
      for (Level level : List.of(Level.DAY, Level.HOUR, Level.MINUTE)) {
        if (granularity != null && level.number() < granularity.level().number()) {
          continue;
        }
        int parent = level.parent(at);
        int child = level.child(at);
        if (level.childStart(parent, child) != at) {
          continue;
        }
        int rowEnd = Math.min(end, level.parentEnd(parent));
        for (int to = child + 1; level.childStart(parent, to) <= rowEnd; to++) {
          fewest = Math.min(fewest, 1 + rows[level.childStart(parent, to) - start]);
        }
      }
      rows[at - start] = fewest;
    }
    return rows[0];
  }

  private static int align(Random random, int minute) {
    int unit = new int[] {1, HOUR, DAY}[random.nextInt(3)];
    return Math.floorDiv(minute, unit) * unit;
  }

  private static @Nullable Granularity granularity(Random random) {
    int index = random.nextInt(5);
    return index == 4 ? null : Granularity.values()[index];
  }
}
