package io.tallystick.core.ledger;

/**
 * How many events met each fate.
 *
 * @param counted events that were counted
 * @param duplicate events that were seen before
 * @param deadLettered events that could not be counted
 */
public record Fates(long counted, long duplicate, long deadLettered) {

  /** No event at all. */
  public static final Fates NONE = new Fates(0, 0, 0);

  /** All events that have a fate. */
  public long total() {
    return counted + duplicate + deadLettered;
  }

  /** These and {@code other}. */
  public Fates plus(Fates other) {
    return new Fates(
        counted + other.counted, duplicate + other.duplicate, deadLettered + other.deadLettered);
  }

  /** These without {@code earlier}, which are among them. */
  public Fates minus(Fates earlier) {
    return new Fates(
        counted - earlier.counted,
        duplicate - earlier.duplicate,
        deadLettered - earlier.deadLettered);
  }
}
