/**
 * What every adapter must prove, and what tests stand on: port contracts as JUnit interfaces, strict
 * in-memory fakes, a manual clock, an oracle.
 *
 * <p>Does not belong here: anything that runs in production.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.testkit;
