/**
 * How to reach a Kafka cluster, and the event topic as it must be.
 *
 * <p>Read {@link io.tallystick.kafka.client.KafkaConnection} first, then {@link
 * io.tallystick.kafka.client.EventTopic}.
 *
 * <p>Does not belong here: what is in the records.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.kafka.client;
