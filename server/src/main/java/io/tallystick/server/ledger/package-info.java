/**
 * The calls that account for events: {@code /v1/ledger} for all of them, {@code /v1/events/{id}}
 * for one. Read {@link io.tallystick.server.ledger.LedgerServices} first.
 *
 * <p>Does not belong here: the accounts themselves (ports {@code core.ledger.LedgerReader} and
 * {@code core.receipt.ReceiptReader}), and how they are written (package {@code protocol.ledger}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.server.ledger;
