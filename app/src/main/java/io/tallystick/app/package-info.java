/**
 * Configuration, wiring and main: the only place that sees concrete technologies.
 *
 * <p>Does not belong here: logic that could be tested without a process.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.app;
