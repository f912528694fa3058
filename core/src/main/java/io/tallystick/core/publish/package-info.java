/**
 * What a stream processor makes visible to those who answer queries, checkpoint by checkpoint.
 *
 * <p>Read {@link io.tallystick.core.publish.Publisher} first, then {@link
 * io.tallystick.core.publish.BucketRows} and {@link io.tallystick.core.publish.PartitionReport}.
 * Both are kept in the processor's state until they are published, so both have a layout. Those who
 * answer read {@link io.tallystick.core.publish.PublishedView}.
 *
 * <p>Does not belong here: how rows are merged ({@link io.tallystick.core.rollup.RowMerge}), and the
 * database.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.core.publish;
