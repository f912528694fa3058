/**
 * Real file systems that fail on purpose.
 *
 * <p>Read {@link io.tallystick.testkit.disk.SmallDisk} first.
 *
 * <p>Does not belong here: simulated storage (package {@code testkit.dedup} has that).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.testkit.disk;
