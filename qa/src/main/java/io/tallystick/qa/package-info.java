/**
 * The long tests with real nodes. Read {@link io.tallystick.qa.Main} first.
 *
 * <p>Does not belong here: tests that every build runs; they are beside this folder, and run a
 * little of what is here, too.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa;
