/**
 * The data folder as a whole: who it is, that its parts belong together, and that one node uses it.
 *
 * <p>Read {@link io.tallystick.embedded.folder.DataFolder} first.
 *
 * <p>Does not belong here: what is in the parts (packages {@code log}, {@code rollup} and {@code
 * dedup}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.embedded.folder;
