/**
 * For everything that counts and answers: rollups in memory, and an oracle that answers from the
 * raw events.
 *
 * <p>Read {@link io.tallystick.testkit.rollup.Oracle} first. Single-threaded.
 *
 * <p>Does not belong here: anything that a real node needs.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.testkit.rollup;
