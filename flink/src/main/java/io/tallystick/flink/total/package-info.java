/**
 * Adds up the partitions: the operator that is keyed by bucket of series.
 *
 * <p>Read {@link io.tallystick.flink.total.TotalsOperator} first.
 *
 * <p>Does not belong here: how numbers are merged (core's package {@code rollup}), and where rows go
 * (module {@code cassandra}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.flink.total;
