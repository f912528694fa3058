package io.tallystick.qa.faults;

import io.tallystick.core.process.CommitStep;

/**
 * How much is done.
 *
 * @param kills at random moments
 * @param steps of the commit path at which the process ends; beyond all of them, once more
 * @param clockJumps of hours
 * @param connections of slow and stalled clients
 * @param stops under load
 * @param fullDisks times that the disk is filled
 */
public record Extent(
    int kills, int steps, int clockJumps, int connections, int stops, int fullDisks) {

  /** What {@code ./tallystick test faults} does. */
  public static final Extent WHOLE =
      new Extent(200, 2 * CommitStep.values().length, 12, 10_000, 5, 6);

  /** What every build does. */
  public static final Extent SHORT = new Extent(5, 5, 2, 500, 1, 1);

  /** The same with another number of kills. */
  public Extent withKills(int otherKills) {
    return new Extent(otherKills, steps, clockJumps, connections, stops, fullDisks);
  }
}
