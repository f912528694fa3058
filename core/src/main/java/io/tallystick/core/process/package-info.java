/**
 * What counting makes of the log: one partition's state machine, and which series an event adds to.
 *
 * <p>Read {@link io.tallystick.core.process.PartitionProcessor} first. State changes only by
 * applying logged entries, so recovery is replay through the same code.
 *
 * <p>Does not belong here: threads, locks and when to commit (the engines decide that).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.core.process;
