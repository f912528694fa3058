/**
 * The launcher as users meet it: what it says when something is missing, what it builds and when,
 * and how it starts Java.
 *
 * <p>Does not belong here: what the program does once it runs.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.launcher;
