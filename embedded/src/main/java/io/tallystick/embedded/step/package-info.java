/**
 * Where the process ends when a test wants it to end at one step of the commit path.
 *
 * <p>Read {@link io.tallystick.embedded.step.Steps} first.
 *
 * <p>Does not belong here: which steps there are (module {@code core}, package {@code process}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.embedded.step;
