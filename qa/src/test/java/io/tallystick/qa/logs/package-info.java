/**
 * What a node tells its operator, read as a program would read it.
 *
 * <p>Does not belong here: what the numbers of a node are about.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.logs;
