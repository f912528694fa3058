/**
 * Faults of a whole cluster, with real processes under load: {@code ./tallystick test chaos}.
 *
 * <p>Read {@link io.tallystick.qa.chaos.ChaosScenario} first: what is done. Then {@link
 * io.tallystick.qa.chaos.ChaosTrial}: what must hold afterwards.
 *
 * <p>Does not belong here: faults of one node (package {@code faults}), and what is sent and how
 * answers are compared (package {@code load}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.chaos;
