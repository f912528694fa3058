/**
 * Threads whose interleavings are explored one by one, by Lincheck's model checker.
 *
 * <p>Read {@link io.tallystick.testkit.interleaving.Interleavings}.
 *
 * <p>Does not belong here: what the threads do, which stands in the tests of the class that they
 * share.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.testkit.interleaving;
