/**
 * The runs of the deduplication index as files of one directory per partition.
 *
 * <p>Read {@link io.tallystick.core.dedup.RunStore} first, the port that is implemented here.
 *
 * <p>Does not belong here: what is in a run (package {@code core.dedup}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.embedded.dedup;
