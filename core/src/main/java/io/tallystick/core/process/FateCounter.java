package io.tallystick.core.process;

import io.tallystick.core.ledger.Fate;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Tally;
import org.jspecify.annotations.Nullable;

/** Counts the fates of one partition, since the beginning and by hour of arrival. */
final class FateCounter {

  /** The fates that are final, each for users and for the canary. */
  private static final int FATES = 3;

  private final long[] counts = new long[2 * FATES];
  private long hour = Long.MIN_VALUE;
  private long hourOffset;
  private Tally hourBase = Tally.NONE;

  void restore(Tally tally, HourTally current) {
    set(0, tally.events());
    set(FATES, tally.canary());
    hour = current.hour();
    hourOffset = current.firstOffset();
    hourBase = tally.minus(current.tally());
  }

  private void set(int at, Fates fates) {
    counts[at + Fate.COUNTED.number()] = fates.counted();
    counts[at + Fate.DUPLICATE.number()] = fates.duplicate();
    counts[at + Fate.DEAD_LETTERED.number()] = fates.deadLettered();
  }

  /**
   * The events that follow arrived then.
   *
   * @param offset of the first of them
   * @return the hour that has ended with that, or null
   */
  @Nullable
  HourTally arrival(long arrivalMillis, long offset) {
    long arrived = HourTally.hour(arrivalMillis);
    if (arrived == hour) {
      return null;
    }
    HourTally ended = hour == Long.MIN_VALUE ? null : hour();
    hour = arrived;
    hourOffset = offset;
    hourBase = tally();
    return ended;
  }

  void add(Fate fate, boolean canary) {
    counts[fate.number() + (canary ? FATES : 0)]++;
  }

  Tally tally() {
    return new Tally(get(0), get(FATES));
  }

  private Fates get(int at) {
    return new Fates(
        counts[at + Fate.COUNTED.number()],
        counts[at + Fate.DUPLICATE.number()],
        counts[at + Fate.DEAD_LETTERED.number()]);
  }

  /** Whether anything has arrived at all. */
  boolean hasHour() {
    return hour != Long.MIN_VALUE;
  }

  HourTally hour() {
    return new HourTally(hour, hourOffset, tally().minus(hourBase));
  }
}
