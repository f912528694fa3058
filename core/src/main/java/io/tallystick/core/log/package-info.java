/**
 * The partitioned log: where an event goes, and the bytes that stand for it until it is trimmed.
 *
 * <p>Read {@link io.tallystick.core.log.EventLog} first, then {@link
 * io.tallystick.core.log.EventRouter}, which fills it, and {@link
 * io.tallystick.core.log.LogBatchLayout} for the bytes. What reads and writes them is reusable and
 * single-threaded.
 *
 * <p>Does not belong here: what counting makes of the log (packages {@code dedup} and {@code
 * rollup}), and the database that holds it.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.core.log;
