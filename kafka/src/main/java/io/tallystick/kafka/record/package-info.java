/**
 * The records of the event topic: what is in their key, value and headers.
 *
 * <p>Read {@link io.tallystick.kafka.record.EventRecordLayout} first, then {@link
 * io.tallystick.kafka.record.EventRecord}, which is what a record says, and {@link
 * io.tallystick.kafka.record.EventRecordReader} and {@link
 * io.tallystick.kafka.record.EventRecordWriter}, which turn one into the other.
 *
 * <p>Does not belong here: talking to a broker, and the bytes of a log batch (core's package {@code
 * log}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.kafka.record;
