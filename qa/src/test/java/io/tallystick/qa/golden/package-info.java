/**
 * Golden scenarios on what this build can start.
 *
 * <p>Does not belong here: the scenarios and the one who compares, in the package of this name in
 * the sources.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.golden;
