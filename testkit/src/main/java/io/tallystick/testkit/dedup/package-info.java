/**
 * Evidence for {@code core.dedup}: the contract of its port, a strict fake of it, and a simulation
 * that compares an index with a naive model while it spills, merges, crashes and restarts.
 *
 * <p>Does not belong here: tests of a single class of {@code core.dedup}; they live beside it.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.testkit.dedup;
