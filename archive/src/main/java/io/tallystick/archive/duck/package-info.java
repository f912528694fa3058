/**
 * DuckDB as this module uses it: bounded in memory and threads, without extensions from the net.
 *
 * <p>Read {@link io.tallystick.archive.duck.DuckDb} first.
 *
 * <p>Does not belong here: what is asked of it.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.archive.duck;
