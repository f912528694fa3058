/**
 * Which task does which part of the work.
 *
 * <p>Read {@link io.tallystick.flink.key.SpreadKeys} first.
 *
 * <p>Does not belong here: which partition an event belongs to (core's {@code EventIdentity}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.flink.key;
