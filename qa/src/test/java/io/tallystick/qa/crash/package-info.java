/**
 * Kills the real process under load and compares what it answers afterwards with what was sent.
 * Read {@link io.tallystick.qa.crash.CrashRecoveryTest} first.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.crash;
