package io.tallystick.core.ledger;

import java.util.List;
import java.util.SortedMap;

/**
 * The conservation ledger: accepted = counted + duplicate + dead-lettered + in flight, for each
 * partition, for each hour of arrival and in total. Immutable.
 *
 * @param total of all partitions, since the beginning
 * @param partitions since the beginning
 * @param hours of all partitions, ascending; an hour in which nothing arrived is left out
 * @param canary the node's own events, which no other line holds
 * @param imbalances where the sums do not add up; empty when they all do
 */
public record Ledger(
    Line total,
    List<PartitionLine> partitions,
    List<HourLine> hours,
    Line canary,
    List<String> imbalances) {

  public Ledger {
    partitions = List.copyOf(partitions);
    hours = List.copyOf(hours);
    imbalances = List.copyOf(imbalances);
  }

  /** Whether every event has exactly one fate. */
  public boolean balanced() {
    return imbalances.isEmpty();
  }

  /**
   * The lines of hours in which something arrived.
   *
   * @param hours by hours since 1970-01-01T00:00Z
   */
  public static List<HourLine> hourLines(SortedMap<Long, Line> hours) {
    return hours.entrySet().stream()
        .filter(hour -> hour.getValue().accepted() != 0)
        .map(hour -> new HourLine(hour.getKey() * HourTally.MILLIS, hour.getValue()))
        .toList();
  }

  /**
   * One line of the ledger.
   *
   * @param accepted events that were acknowledged
   * @param fates of those that have one
   * @param inFlight those that have none yet
   */
  public record Line(long accepted, Fates fates, long inFlight) {

    /** No event at all. */
    public static final Line NONE = new Line(0, Fates.NONE, 0);

    /** The line of events of which all that have no fate are in flight. */
    public static Line of(Fates fates, long inFlight) {
      return new Line(fates.total() + inFlight, fates, inFlight);
    }

    /** Whether accepted = counted + duplicate + dead-lettered + in flight, none of them below 0. */
    public boolean balanced() {
      return accepted == fates.total() + inFlight
          && inFlight >= 0
          && fates.counted() >= 0
          && fates.duplicate() >= 0
          && fates.deadLettered() >= 0;
    }

    public Line plus(Line other) {
      return new Line(
          accepted + other.accepted, fates.plus(other.fates), inFlight + other.inFlight);
    }
  }

  /** The line of one partition. */
  public record PartitionLine(int partition, Line line) {

    /** Adds where the line does not add up, if it does not. */
    public void check(List<String> imbalances) {
      if (!line.balanced()) {
        imbalances.add("partition " + partition + ": " + line
            + " (expected: accepted = counted + duplicate + dead-lettered + in flight)");
      }
    }
  }

  /**
   * The line of one hour.
   *
   * @param startMillis when the hour begins, milliseconds since the epoch
   */
  public record HourLine(long startMillis, Line line) {}
}
