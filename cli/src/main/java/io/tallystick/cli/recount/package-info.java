/**
 * The command that has a node recount its numbers.
 *
 * <p>Read {@link io.tallystick.cli.recount.RecountCommand} first.
 *
 * <p>Does not belong here: the recount. It runs in the node; this only starts it and watches.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.cli.recount;
