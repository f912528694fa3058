/**
 * The partitioned log of a cluster, on Kafka.
 *
 * <p>Read package {@code record} first: the bytes that anybody may produce. Then {@code log}, which
 * appends and reads them, and {@code tail}, which knows what is not counted yet.
 *
 * <p>Does not belong here: counting (module {@code flink} runs core's), and where the totals are
 * kept.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.kafka;
