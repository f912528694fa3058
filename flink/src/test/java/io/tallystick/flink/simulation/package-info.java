/** The operators of the job, with everything around them simulated from a seed. */
@org.jspecify.annotations.NullMarked
package io.tallystick.flink.simulation;
