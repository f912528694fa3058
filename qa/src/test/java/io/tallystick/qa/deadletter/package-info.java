/**
 * Dead letters of a real process. Read {@link io.tallystick.qa.deadletter.DeadLettersTest} first.
 *
 * <p>Does not belong here: how events get their fates (tests of {@code testkit} and {@code
 * embedded}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.deadletter;
