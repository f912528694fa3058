/**
 * {@code ./tallystick cluster}: a whole cluster on one machine, the demo through it, its answers
 * checked.
 *
 * <p>Read {@link io.tallystick.showcase.ClusterCommand} first.
 *
 * <p>Does not belong here: how the processes are started (module {@code cluster}) and what the demo
 * checks (module {@code app}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.showcase;
