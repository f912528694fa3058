/**
 * What a node of a cluster is made of that answers questions: it keeps nothing, and puts together
 * what was published and what the topic holds beyond.
 *
 * <p>Read {@link io.tallystick.app.cluster.Moments} first; everything else answers from the moment
 * that it gives. Stands on ports of {@code core.publish} and on the topic.
 *
 * <p>Does not belong here: counting, and how a store keeps what was published.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.app.cluster;
