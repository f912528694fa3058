/**
 * What the documentation and the demo show, run as shown. Read {@link
 * io.tallystick.qa.examples.DemoTest} first.
 *
 * <p>Does not belong here: rules about the text of the documentation (package {@code house}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.examples;
