/**
 * What is counted: series, windows, aggregates, and how rows are laid out and kept.
 *
 * <p>Read {@link io.tallystick.core.rollup.Aggregate} first, then {@link
 * io.tallystick.core.rollup.Level} and {@link io.tallystick.core.process.RollupStore}.
 *
 * <p>Does not belong here: what a query looks like (package {@code query}) and any database (module
 * {@code embedded} and its siblings).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.core.rollup;
