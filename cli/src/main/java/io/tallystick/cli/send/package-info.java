/**
 * {@code tallystick send}: reads files, makes events, and delivers them in batches.
 *
 * <p>Read {@link io.tallystick.cli.send.SendRun} first: it is the whole way of a line. One thread
 * reads; a few deliver. What they share says so.
 *
 * <p>Does not belong here: rules about what a valid event is. The server has them.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.cli.send;
