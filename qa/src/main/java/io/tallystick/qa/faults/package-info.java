/**
 * What may befall a node, done to a real process on real files, and the proof that it does not
 * matter. Read {@link io.tallystick.qa.faults.Scenario} first, then {@link
 * io.tallystick.qa.faults.RandomKills}.
 *
 * <p>Does not belong here: how exactness is checked (package {@code load}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.faults;
