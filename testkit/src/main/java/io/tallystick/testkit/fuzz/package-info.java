/**
 * Coverage-guided search for inputs that break a decoder: what a target is, and how it is run.
 *
 * <p>Read {@link io.tallystick.testkit.fuzz.FuzzTarget} first, then {@link
 * io.tallystick.testkit.fuzz.FuzzContract}, which each module with decoders implements in a test.
 * The search itself is Jazzer, in a process of its own, because it instruments every class and ends
 * the process when it has found something.
 *
 * <p>Does not belong here: the targets, which stand beside their decoders.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.testkit.fuzz;
