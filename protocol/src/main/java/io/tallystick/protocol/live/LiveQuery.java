package io.tallystick.protocol.live;

import io.tallystick.core.query.StatsQuery;
import io.tallystick.core.query.TimeRange;
import io.tallystick.core.query.TopQuery;
import io.tallystick.core.rollup.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * What a reader of {@code /v1/live} asked for besides the state of the node. Equal queries share
 * their messages.
 *
 * @param totals series whose totals are wanted; null: none
 * @param top leaders that are wanted; null: none
 * @param lastMinutes only what happened in so many minutes up to now; null: all time
 */
public record LiveQuery(
    @Nullable StatsQuery totals,
    @Nullable TopQuery top,
    @Nullable Integer lastMinutes) {

  /** Nothing but the state of the node. */
  public static final LiveQuery NODE = new LiveQuery(null, null, null);

  /** The totals to ask for at a moment; null when none are wanted. */
  public @Nullable StatsQuery totalsAt(long millis) {
    return totals == null
        ? null
        : new StatsQuery(
            totals.type(),
            totals.dimension(),
            totals.series(),
            totals.functions(),
            range(millis),
            null);
  }

  /** The leaders to ask for at a moment; null when none are wanted. */
  public @Nullable TopQuery topAt(long millis) {
    return top == null
        ? null
        : new TopQuery(
            top.type(), top.dimension(), top.filters(), top.function(), range(millis), top.k());
  }

  /** Ends with this minute, which is included. */
  private @Nullable TimeRange range(long millis) {
    if (lastMinutes == null) {
      return null;
    }
    int end = Calendar.minute(millis) + 1;
    return new TimeRange(end - lastMinutes, end);
  }
}
