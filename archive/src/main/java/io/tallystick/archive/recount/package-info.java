/**
 * Recounting: what the raw events add up to, in SQL, against what the node has stored.
 *
 * <p>Read {@link io.tallystick.archive.recount.SqlRecount} first: the steps in their order. Then
 * {@link io.tallystick.archive.recount.ExpectedCells} and {@link
 * io.tallystick.archive.recount.Comparison}.
 *
 * <p>Does not belong here: core's aggregates, deduplication and row reader. What is checked is not
 * used to check.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.archive.recount;
