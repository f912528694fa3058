/**
 * Mixed load for as long as wanted, with kills: is it exact, and does anything grow? Read {@link
 * io.tallystick.qa.soak.Soak} first.
 *
 * <p>Does not belong here: how exactness is checked (package {@code load}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.soak;
