package io.tallystick.core.ledger;

import java.util.List;

/** Port: reads the ledger of a node. Thread-safe. */
public interface LedgerReader {

  /** Most hours that are read at once: ten years. */
  int HOURS_MAX = 87_672;

  /**
   * The ledger as it stands.
   *
   * @param hourFrom first hour of arrival to list, in hours since 1970-01-01T00:00Z
   * @param hourEnd the hour after the last, at most {@link #HOURS_MAX} later
   * @throws IllegalArgumentException when it is not, or before the start
   */
  Ledger ledger(long hourFrom, long hourEnd);

  /**
   * Checks what {@link #ledger} is asked for.
   *
   * @throws IllegalArgumentException when there are too many hours or the end is before the start
   */
  static void requireHours(long hourFrom, long hourEnd) {
    if (hourEnd < hourFrom || hourEnd - hourFrom > HOURS_MAX) {
      throw new IllegalArgumentException("hours: " + hourFrom + " to " + hourEnd
          + " (expected: at most " + HOURS_MAX + ", the end not before the start)");
    }
  }

  /** Where the sums do not add up; empty when they do. Cheap: asked by every readiness probe. */
  List<String> imbalances();

  /** How often everything that is committed was checked since the start. */
  long checks();
}
