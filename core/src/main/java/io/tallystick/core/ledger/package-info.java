/**
 * What became of the events: the fates, their sums, and whether the sums add up.
 *
 * <p>Read {@link io.tallystick.core.ledger.Ledger} first.
 *
 * <p>Does not belong here: deciding a fate ({@link io.tallystick.core.process}), or what happened
 * to one event ({@link io.tallystick.core.receipt}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.core.ledger;
