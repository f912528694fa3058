/**
 * How the server treats the node's own canary: it knows it by a token, keeps it out of what users
 * see and measure, and tells what it has found.
 *
 * <p>Does not belong here: the canary itself, which is a client like any other (module {@code app}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.server.canary;
