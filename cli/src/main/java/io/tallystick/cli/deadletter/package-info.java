/**
 * The command {@code dead-letters}: browse, repair and replay what could not be counted.
 *
 * <p>Read {@link io.tallystick.cli.deadletter.DeadLettersCommand} first.
 *
 * <p>Does not belong here: what a replay does; the node does it, over its public API.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.cli.deadletter;
