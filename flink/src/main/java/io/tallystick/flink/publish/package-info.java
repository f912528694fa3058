/**
 * When something may be published: after the checkpoint that holds it is complete, and before the
 * next one but one is frozen.
 *
 * <p>Read {@link io.tallystick.flink.publish.Publication} first, and
 * docs/decisions/publish-after-the-checkpoint.md for the reasons.
 *
 * <p>Does not belong here: what is published (core's package {@code publish}), and where to (module
 * {@code cassandra}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.flink.publish;
