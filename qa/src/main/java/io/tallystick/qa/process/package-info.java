/**
 * Running real programs. Read {@link io.tallystick.qa.process.ProgramRun} first,
 * then {@link io.tallystick.qa.process.NodeProcess}.
 *
 * <p>Does not belong here: what is expected of a program.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.process;
