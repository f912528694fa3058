/**
 * Types that travel between tasks of the job, in bytes that are written here and nowhere else: no
 * reflection, no Kryo.
 *
 * <p>Read {@link io.tallystick.flink.wire.WireSerializer} first.
 *
 * <p>Does not belong here: bytes of state (each operator has its own), and what the types mean.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.flink.wire;
