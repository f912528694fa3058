/**
 * What a node tells about itself: its state, and how far each partition has come.
 *
 * <p>Does not belong here: how these numbers are shown (modules {@code server} and {@code cli}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.core.node;
