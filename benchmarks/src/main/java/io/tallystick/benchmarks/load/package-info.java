/**
 * The load generator: makes events, knows their exact counts, and sends them over raw sockets.
 *
 * <p>It shares the machine with the node that it measures, so a batch is a template in which only
 * ids, subjects and times are patched. Read {@link io.tallystick.benchmarks.load.LoadGenerator}
 * first. Each connection has one thread; classes say so where they are shared.
 *
 * <p>Does not belong here: starting the node ({@code process}) and reporting.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.benchmarks.load;
