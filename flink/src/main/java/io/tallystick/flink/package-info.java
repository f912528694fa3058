/**
 * Counting as a Flink job: the log is a Kafka topic, state is Flink's, rows go to Cassandra.
 *
 * <p>The order in which data meets the packages is {@code record} (what a record of the topic
 * means), {@code count} (fates, by partition), {@code total} (rows, by bucket of series), {@code
 * publish} (when both become visible). {@code key} says which task does what, {@code wire} how values
 * travel between tasks. All of deciding and adding up is core's; what is here is when, and what a
 * checkpoint holds.
 *
 * <p>Does not belong here: anything that one machine counts differently.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.flink;
