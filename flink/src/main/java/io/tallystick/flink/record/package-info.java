/**
 * From a record of the event topic to what the counting operator takes.
 *
 * <p>Read {@link io.tallystick.flink.record.LogRecord} first, then {@link
 * io.tallystick.flink.record.RecordRouter}, which makes them, and {@link
 * io.tallystick.flink.record.LogRecordSerializer}, which takes them through the network.
 *
 * <p>Does not belong here: the record format itself (module {@code kafka}), and counting.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.flink.record;
