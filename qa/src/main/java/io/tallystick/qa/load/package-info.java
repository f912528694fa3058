/**
 * A load whose right answers are known, and the comparison with what a node answers. Read {@link
 * io.tallystick.qa.load.Load} first.
 *
 * <p>Does not belong here: what is done to the node meanwhile.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.load;
