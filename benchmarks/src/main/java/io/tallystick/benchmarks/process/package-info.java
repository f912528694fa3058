/**
 * A node in a process of its own, and what the operating system knows about it. Read {@link
 * io.tallystick.benchmarks.process.MeasuredNode} first.
 *
 * <p>Does not belong here: talking to the node.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.benchmarks.process;
