/**
 * The engine: a worker thread a partition, commits, views over committed and pending rollups.
 *
 * <p>Read {@link io.tallystick.embedded.engine.EmbeddedEngine} first, then {@link
 * io.tallystick.embedded.engine.PartitionWorker}.
 *
 * <p>Does not belong here: how events are counted (core's {@code process}) and HTTP.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.embedded.engine;
