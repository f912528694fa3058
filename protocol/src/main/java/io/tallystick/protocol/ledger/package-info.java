/**
 * How the accounts of a node look on the wire: the ledger of all events, and the receipt of one.
 *
 * <p>Read {@link io.tallystick.protocol.ledger.LedgerJson} first, then {@link
 * io.tallystick.protocol.ledger.ReceiptJson}. Stateless and thread-safe.
 *
 * <p>Does not belong here: where the numbers come from (ports {@code core.ledger.LedgerReader} and
 * {@code core.receipt.ReceiptReader}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.protocol.ledger;
