/**
 * What a page shows while it moves: {@code /v1/live}, {@code /v1/history}, {@code /v1/config}. Read
 * {@link io.tallystick.server.live.LiveServices} first, then {@code LiveHub}.
 *
 * <p>One thread samples the node, another one makes the answers that readers follow; event loops
 * only copy finished bytes, which all readers of the same thing share.
 *
 * <p>Does not belong here: how numbers are counted and written, and HTML.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.server.live;
