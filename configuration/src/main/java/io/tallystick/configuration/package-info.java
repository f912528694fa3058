/**
 * The configuration of a node: one table of keys, read from a file, the environment and flags.
 *
 * <p>Read {@link io.tallystick.configuration.Keys} first, then {@link
 * io.tallystick.configuration.ConfigurationLoader}. Everything is immutable and thread-safe.
 *
 * <p>Does not belong here: what a component does with its values, and any type of a technology.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.configuration;
