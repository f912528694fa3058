/**
 * Reads what was published, as of one moment while the next ones are written: implements {@link
 * io.tallystick.core.publish.PublishedReader} and {@link io.tallystick.core.publish.PublishedView},
 * on which the query role stands.
 *
 * <p>Read {@link io.tallystick.cassandra.read.CassandraReader} first.
 *
 * <p>Does not belong here: what is in flight, and how questions are answered.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.cassandra.read;
