package io.tallystick.testkit.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.query.Function;
import io.tallystick.core.query.Granularity;
import io.tallystick.core.query.Queries;
import io.tallystick.core.query.QueryLimits;
import io.tallystick.core.query.StatsQuery;
import io.tallystick.core.query.TimeRange;
import io.tallystick.core.query.TopQuery;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Freshness;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupView;
import io.tallystick.core.rollup.SeriesKey;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Goal: a query beyond the limits is refused before any row is read, with what would be right; and
 * the rollups in memory catch whoever breaks the rules of a view.
 */
class QueryLimitsTest {

  private static final QueryLimits LIMITS = new QueryLimits(2, 100, 50, 10, 1 << 20);
  private static final TimeRange EVERYTHING =
      new TimeRange(Calendar.MINUTE_MIN, Calendar.MINUTE_END);
  private static final TimeRange DAY = new TimeRange(0, 1440);

  private final MemoryRollups rollups = new MemoryRollups();
  private final Queries queries = new Queries(
      () -> {
        throw new AssertionError("view: opened (expected: refused before)");
      },
      LIMITS);

  @Test
  void largeAnswersAreRefusedBeforeAnythingIsRead() {
    refused(() -> queries.stats(stats(3, null, null)), "series: 3 (expected: <= 2");
    refused(
        () -> queries.stats(stats(1, DAY, Granularity.MINUTE)),
        "points: 1440 (expected: <= 100, so a coarser granularity");
    refused(
        () -> queries.stats(stats(1, EVERYTHING, Granularity.MINUTE)), "points: 2103269760 (exp");
    refused(() -> queries.stats(stats(1, EVERYTHING, null)), "rows: 47992 (expected: <= 50");
    refused(() -> queries.top(top(11, null)), "k: 11 (expected: <= 10");
    refused(() -> queries.top(top(1, EVERYTHING)), "rows: 47992 (expected: <= 50");
  }

  @Test
  void whatIsWithinTheLimitsIsAnswered() {
    Queries answering = new Queries(rollups, LIMITS);
    assertThat(answering.stats(stats(2, DAY, Granularity.HOUR)).results()).hasSize(2);
    assertThat(answering.top(top(10, DAY)).results()).isEmpty();
    assertThat(rollups.openViews()).isZero();
  }

  @Test
  void aSumBeyondItsRangeIsRefusedAndNeverWraps() {
    Aggregate half = new Aggregate();
    half.add(999_999_999_999_999_999L, 0);
    for (int i = 0; i < 37; i++) {
      half.merge(half);
    }
    Queries overflowing = new Queries(() -> new TwiceView(half), LIMITS);
    StatsQuery query = StatsQuery.ofAll("view", List.of(Function.SUM), null, null);
    refused(() -> overflowing.stats(query), "sum: beyond 128 bits");
  }

  /** Has the same aggregate from two partitions. */
  private record TwiceView(Aggregate aggregate) implements RollupView {

    @Override
    public void row(Level level, int parent, SeriesKey series, ChildVisitor visitor) {
      visitor.child(0, aggregate);
      visitor.child(0, aggregate);
    }

    @Override
    public void rows(Level level, int parent, byte[] seriesPrefix, SeriesVisitor visitor) {}

    @Override
    public Freshness freshness() {
      return new Freshness(0, 0, false);
    }

    @Override
    public void close() {}
  }

  @Test
  void impossibleQueriesCannotBeMade() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TimeRange(5, 5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TimeRange(Calendar.MINUTE_MIN - 1, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> top(0, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stats(1, null, Granularity.DAY))
        .withMessageContaining("range: missing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TopQuery(
            "view", Dimension.SUBJECT, Map.of("subject", "A"), Function.COUNT, null, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new QueryLimits(0, 1, 1, 1, 1));
  }

  @Test
  void aViewIsOfNoUseAfterItsEndOrOnAnotherThread() throws InterruptedException {
    RollupView view = rollups.open();
    AtomicReference<Throwable> caught = new AtomicReference<>();
    Thread other = new Thread(view::freshness);
    other.setUncaughtExceptionHandler((thread, failure) -> caught.set(failure));
    other.start();
    other.join();
    assertThat(caught.get()).hasMessageContaining("a view belongs to one thread");
    view.close();
    view.close();
    assertThat(rollups.openViews()).isZero();
    byte[] prefix = {};
    assertThatThrownBy(() -> view.rows(Level.ALL, 0, prefix, (key, at, length, child, sum) -> {}))
        .hasMessageContaining("view: closed");
  }

  private static StatsQuery stats(
      int series, @Nullable TimeRange range, @Nullable Granularity granularity) {
    return new StatsQuery(
        "view",
        Dimension.SUBJECT,
        Collections.nCopies(series, List.of("A")),
        List.of(Function.COUNT),
        range,
        granularity);
  }

  private static TopQuery top(int k, @Nullable TimeRange range) {
    return new TopQuery("view", Dimension.SUBJECT, Map.of(), Function.COUNT, range, k);
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOfSatisfying(RefusedException.class, refused -> {
      assertThat(refused.refusal().code()).isEqualTo(ErrorCode.ANSWER_TOO_LARGE);
      assertThat(refused.refusal().message()).startsWith(message);
    });
  }
}
