/**
 * How an epoch becomes visible: rows first, then the progress that readers look at.
 *
 * <p>Read {@link io.tallystick.cassandra.write.CassandraPublisher} first.
 *
 * <p>Does not belong here: reading for queries (package {@code read}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.cassandra.write;
