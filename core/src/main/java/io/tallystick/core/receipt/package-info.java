/**
 * What happened to one event: how it is found in the log by its source and id, and what is known
 * about it.
 *
 * <p>Read {@link io.tallystick.core.receipt.Receipt} first.
 *
 * <p>Does not belong here: sums over many events ({@link io.tallystick.core.ledger}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.core.receipt;
