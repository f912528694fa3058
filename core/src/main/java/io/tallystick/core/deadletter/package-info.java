/**
 * Events that were acknowledged and then could not be counted: why, what they are, and how they
 * leave.
 *
 * <p>Read {@link io.tallystick.core.deadletter.DeadLetter} first.
 *
 * <p>Does not belong here: refusals at the door ({@link io.tallystick.core.event.EventRules}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.core.deadletter;
