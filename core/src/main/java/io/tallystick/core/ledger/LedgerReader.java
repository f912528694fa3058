package io.tallystick.core.ledger;

/** Port: reads the ledger of a node. Thread-safe. */
public interface LedgerReader {

  /** Most hours that are read at once: ten years. */
  int HOURS_MAX = 87_672;

  /**
   * The ledger as it stands.
   *
   * @param hourFrom first hour of arrival to list, in hours since 1970-01-01T00:00Z
   * @param hourEnd the hour after the last, at most {@link #HOURS_MAX} later
   */
  Ledger ledger(long hourFrom, long hourEnd);
}
