/**
 * JMH benchmarks of the parts that every event passes. Read the command in the Javadoc of the
 * benchmark; {@code ./tallystick bench micro -l} lists them. Times are per event.
 *
 * <p>Does not belong here: anything with a network or a process, which is {@code load}.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.benchmarks.micro;
