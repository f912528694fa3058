/**
 * The arrows between modules and packages, as rules over the compiled classes. Read {@link
 * io.tallystick.qa.architecture.ModuleArrowsTest} first.
 *
 * <p>Does not belong here: rules about the text of a source file (package {@code house}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.architecture;
