/**
 * Recounts on the wire: what is asked for, and the report.
 *
 * <p>Read {@link io.tallystick.protocol.recount.RecountJson} first.
 *
 * <p>Does not belong here: HTTP, and the recount itself.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.protocol.recount;
