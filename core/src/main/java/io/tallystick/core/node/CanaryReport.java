package io.tallystick.core.node;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a node's own canary has found: it sends events that it knows through the public port, asks
 * for their counts, and compares.
 *
 * @param state what the last attempt came to
 * @param problem what was wrong with it, for people; null when nothing was
 * @param events how many were acknowledged since the start, resent ones included
 * @param mismatches how often a count was wrong since the start
 * @param visibleMicros from sending the last batch to the answer that had all of it; null before
 *     the first
 * @param exactMillis when counts were exact the last time, milliseconds since the epoch; null
 *     before the first
 */
public record CanaryReport(
    State state,
    @Nullable String problem,
    long events,
    long mismatches,
    @Nullable Long visibleMicros,
    @Nullable Long exactMillis) {

  /** A node without a canary. */
  public static final CanaryReport OFF = new CanaryReport(State.OFF, null, 0, 0, null, null);

  /** What an attempt came to. */
  public enum State {
    /** There is no canary. */
    OFF,
    /** The node does not take events at the moment, or the first answer is not there yet. */
    WAITING,
    /** The counts were exactly as they must be. */
    EXACT,
    /** What was acknowledged is not visible yet, later than it should be. */
    SLOW,
    /** No answer, or none that is of use. */
    FAILING,
    /** A count was wrong. The node cannot be relied on. */
    WRONG;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The word that stands in answers. */
    public String text() {
      return text;
    }
  }
}
