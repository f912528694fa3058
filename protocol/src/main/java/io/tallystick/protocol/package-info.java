/**
 * What goes over the wire: the event forms that we read, and the answers that we write.
 *
 * <p>Does not belong here: HTTP itself (module {@code server}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.protocol;
