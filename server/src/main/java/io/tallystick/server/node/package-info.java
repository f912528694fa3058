/**
 * What a node tells about itself over HTTP: whether it lives, whether it is ready, how far it has
 * come, and its metrics.
 *
 * <p>Does not belong here: how a node knows (port {@code core.node.NodeStatus}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.server.node;
