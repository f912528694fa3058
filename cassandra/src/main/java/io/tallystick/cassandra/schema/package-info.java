/**
 * What is where: the tables, how they come to be and change, and what is fixed for a keyspace.
 *
 * <p>Read {@link io.tallystick.cassandra.schema.Schema} first, then {@link
 * io.tallystick.cassandra.schema.Store}, which opens it.
 *
 * <p>Does not belong here: rows.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.cassandra.schema;
