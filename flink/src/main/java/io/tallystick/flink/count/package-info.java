/**
 * Gives every event its fate: the operator that is keyed by partition.
 *
 * <p>Read {@link io.tallystick.flink.count.CountingOperator} first, then {@link
 * io.tallystick.flink.count.PartitionCounter}, one partition of it.
 *
 * <p>Does not belong here: what a fate depends on (core's package {@code process}), and adding up
 * partitions (package {@code total}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.flink.count;
