/**
 * Tests against a real Cassandra node, which all of them share; each has a keyspace of its own.
 *
 * <p>Read {@link io.tallystick.cassandra.Keyspaces} first.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.cassandra;
