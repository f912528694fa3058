/**
 * Dead letters on the wire: what is asked for, what is to be done, and the answers.
 *
 * <p>Read {@link io.tallystick.protocol.deadletter.DeadLetterRequest} first.
 *
 * <p>Does not belong here: finding and replaying them (port {@code core.deadletter.DeadLetters}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.protocol.deadletter;
