/**
 * How a node's account of itself looks on the wire. Read {@link
 * io.tallystick.protocol.node.StatusJson} first.
 *
 * <p>Does not belong here: where the numbers come from (port {@code core.node.NodeStatus}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.protocol.node;
