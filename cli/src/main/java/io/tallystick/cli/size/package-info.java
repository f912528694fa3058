/**
 * What machines a cluster needs, from figures that were measured.
 *
 * <p>Read {@link io.tallystick.cli.size.SizingModel} first.
 *
 * <p>Does not belong here: anything that talks to a node or knows its configuration.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.cli.size;
