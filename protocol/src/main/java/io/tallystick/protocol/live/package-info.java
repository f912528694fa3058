/**
 * What {@code /v1/live} and {@code /v1/history} read and write. Read {@link
 * io.tallystick.protocol.live.LiveQuery} first.
 *
 * <p>Does not belong here: connections, threads and when something is sent (package {@code
 * server.live}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.protocol.live;
