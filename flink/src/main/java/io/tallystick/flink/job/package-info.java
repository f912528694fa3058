/**
 * What the operators are connected to: Kafka, Cassandra, Flink's own settings.
 *
 * <p>Read {@link io.tallystick.flink.CountingJob} first, which puts it together.
 *
 * <p>Does not belong here: what the operators do.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.flink.job;
