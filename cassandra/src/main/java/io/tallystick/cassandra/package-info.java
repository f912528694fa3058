/**
 * The rollup store of a cluster, on Cassandra.
 *
 * <p>Rows are absolute and versioned by epoch, so that writing one again, late, or from a process
 * that should be dead changes nothing. Read {@link io.tallystick.cassandra.CassandraSettings}
 * first, then package {@code schema} (what is where), {@code write} (how an epoch becomes visible)
 * and {@code read} (how one moment is read).
 *
 * <p>Does not belong here: merging (module {@code core}), and when an epoch is complete (module
 * {@code flink}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.cassandra;
