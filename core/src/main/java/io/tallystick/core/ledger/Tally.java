package io.tallystick.core.ledger;

/**
 * The fates of everything that a stretch of the log holds. The node's own canary events are kept
 * apart, so that what users see are their events and nothing else.
 *
 * @param events of users
 * @param canary of the node's own canary
 */
public record Tally(Fates events, Fates canary) {

  /** Nothing yet. */
  public static final Tally NONE = new Tally(Fates.NONE, Fates.NONE);

  /** Log offsets that this accounts for. */
  public long total() {
    return events.total() + canary.total();
  }

  /** Everything that was counted, whoever sent it. */
  public long counted() {
    return events.counted() + canary.counted();
  }

  public Tally plus(Tally other) {
    return new Tally(events.plus(other.events), canary.plus(other.canary));
  }

  /** This without {@code earlier}, which is a part of it. */
  public Tally minus(Tally earlier) {
    return new Tally(events.minus(earlier.events), canary.minus(earlier.canary));
  }
}
