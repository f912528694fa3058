/**
 * Proving the numbers: the raw events and the raw stored rows as another engine sees them, what it
 * is asked to compare, and what it found.
 *
 * <p>Read {@link io.tallystick.core.recount.RecountReport} first, then {@link
 * io.tallystick.core.recount.CommittedData}.
 *
 * <p>Does not belong here: the recount itself. It must not use the aggregation of this module, or it
 * would repeat its mistakes; it lives in an engine of its own, in SQL.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.core.recount;
