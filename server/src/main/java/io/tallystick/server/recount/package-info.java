/**
 * The calls that start recounts and report them.
 *
 * <p>Read {@link io.tallystick.server.recount.RecountServices} first.
 *
 * <p>Does not belong here: the recount itself, which is behind a port of core.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.server.recount;
