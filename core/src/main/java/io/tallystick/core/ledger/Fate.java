package io.tallystick.core.ledger;

/** What became of an accepted event. */
public enum Fate {
  /** It is in the sums of every series that it belongs to. */
  COUNTED(0, "counted"),
  /** An event with the same source and id was there before; this one changed nothing. */
  DUPLICATE(1, "duplicate"),
  /** It could not be counted and waits, with the reason, to be repaired or discarded. */
  DEAD_LETTERED(2, "deadLettered"),
  /** It is durable and not yet decided. */
  IN_FLIGHT(3, "inFlight");

  private static final Fate[] ALL = values();

  private final int number;
  private final String text;

  Fate(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /** The number that stands in stored bytes; never reused. */
  public int number() {
    return number;
  }

  /** The fate of that number. */
  public static Fate of(int number) {
    return ALL[number];
  }

  /** The word that stands in answers. */
  public String text() {
    return text;
  }
}
