/**
 * What must become of events, decided in the plainest way.
 *
 * <p>Read {@link io.tallystick.testkit.process.FateModel} first.
 *
 * <p>Does not belong here: what the answers to queries must be ({@link
 * io.tallystick.testkit.rollup.Oracle}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.testkit.process;
