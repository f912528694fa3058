/**
 * Load and micro benchmarks.
 *
 * <p>Does not belong here: tests of correctness, beyond checking that the measured run was exact.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.benchmarks;
