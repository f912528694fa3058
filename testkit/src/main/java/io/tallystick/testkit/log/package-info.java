/**
 * The contract of the event log, a strict fake in memory, and events to fill logs with.
 *
 * <p>Read {@link io.tallystick.testkit.log.EventLogContract} first.
 *
 * <p>Does not belong here: what counting makes of the log.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.testkit.log;
