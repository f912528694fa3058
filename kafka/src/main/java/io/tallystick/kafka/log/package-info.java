/**
 * Core's log on Kafka: appending, and reading by event offset.
 *
 * <p>Read {@link io.tallystick.kafka.log.KafkaEventLog} first, then {@link
 * io.tallystick.kafka.log.KafkaAppender}, which is all that a node needs to take events.
 *
 * <p>Does not belong here: the bytes of the records, and what became of them.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.kafka.log;
