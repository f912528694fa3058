/**
 * Raw events as Parquet files, each event in exactly one of them.
 *
 * <p>Read {@link io.tallystick.flink.archive.PartitionArchive} first, which plans files in the state
 * of the job, then {@link io.tallystick.flink.archive.ArchiveWriter}, which writes them when their
 * checkpoint is complete, and {@link io.tallystick.flink.archive.EventFile}, which has the columns.
 *
 * <p>Does not belong here: counting, Kafka's client, and what the files are called (core's package
 * {@code archive}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.flink.archive;
