package io.tallystick.core.recount;

import io.tallystick.core.rollup.Level;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stored window that is not what the raw events add up to.
 *
 * @param partition whose part of the window it is
 * @param type the event type of the series
 * @param names what the series is told apart by; empty for the total of the type
 * @param values one for each name
 * @param minute first minute of the window, in minutes since 1970-01-01T00:00Z; 0 for {@link
 *     Level#ALL}
 * @param expected what the events add up to; null when there are none
 * @param stored what the store says; null when it has no such window
 */
public record Difference(
    int partition,
    String type,
    List<String> names,
    List<String> values,
    Level level,
    int minute,
    @Nullable Numbers expected,
    @Nullable Numbers stored,
    Cause cause) {

  public Difference {
    names = List.copyOf(names);
    values = List.copyOf(values);
  }

  /** What one window holds. */
  public record Numbers(long count, BigDecimal sum, BigDecimal min, BigDecimal max) {}

  /** Why a window is wrong, as far as it can be known. */
  public enum Cause {
    /** Less is stored than was counted, by the same amount in every granularity. */
    LOST(0, "lost"),
    /** Duplicates of this window were added, in every granularity. */
    DOUBLED(1, "doubled"),
    /** The row cannot be read, or contradicts the other granularities of its series. */
    CORRUPTED(2, "corrupted"),
    /** None of these. */
    UNKNOWN(3, "unknown");

    private final int number;
    private final String text;

    Cause(int number, String text) {
      this.number = number;
      this.text = text;
    }

    /** The number that stands in stored bytes; never reused. */
    public int number() {
      return number;
    }

    /** The cause of that number. */
    public static Cause of(int number) {
      return values()[number];
    }

    /** The word that stands in reports. */
    public String text() {
      return text;
    }
  }
}
