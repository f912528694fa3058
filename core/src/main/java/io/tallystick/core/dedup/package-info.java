/**
 * Exact deduplication of one partition: has this event been seen within the window?
 *
 * <p>Read {@link io.tallystick.core.dedup.DeduplicationIndex} first; it stands on two halves. Young
 * ids are in memory ({@code FingerprintTable}, made of {@code SubTable}s whose sizes {@code Spiral}
 * keeps apart); older ones are in sorted runs on disk ({@code RunSet}, {@code Run}, laid out by
 * {@link io.tallystick.core.dedup.RunLayout}) behind the port {@link
 * io.tallystick.core.dedup.RunStore}. {@code Spill} is the way from one to the other. {@code
 * Generations} says how time is counted in both. One worker owns an index; nothing here is
 * thread-safe.
 *
 * <p>Does not belong here: how an event becomes a 128-bit identity (package {@code log}), files, and
 * the question of when to commit.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.core.dedup;
