/**
 * What is in the topic and not counted yet: how many events, since when, and how up to date that is.
 *
 * <p>Read {@link io.tallystick.kafka.tail.TailFollower} first, then {@link
 * io.tallystick.kafka.tail.TailView}, which is what it knows.
 *
 * <p>Does not belong here: counting, and how the store tells what it has published.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.kafka.tail;
