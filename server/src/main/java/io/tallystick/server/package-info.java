/**
 * HTTP over core's ports.
 *
 * <p>Does not belong here: any storage; the server sees ports only.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.server;
