/**
 * The canary: a node's own client, which sends events that it knows through the public port, asks
 * for their counts, and compares exactly.
 *
 * <p>Read {@link io.tallystick.app.canary.Canary} first, then {@link
 * io.tallystick.app.canary.CanaryRounds}. One thread.
 *
 * <p>Does not belong here: any look at the inside of the node. What the canary knows it has from
 * answers.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.app.canary;
