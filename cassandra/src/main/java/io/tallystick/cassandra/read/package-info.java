/**
 * Reads what was published: implements {@link io.tallystick.core.publish.PublishedReader} and {@link
 * io.tallystick.core.publish.PublishedView}, on which the query role stands.
 *
 * <p>Does not belong here: what is in flight, and how questions are answered.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.cassandra.read;
