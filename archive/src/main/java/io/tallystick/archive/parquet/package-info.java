/**
 * The archive of raw events: what its files are called, hold and are worth, and how they are
 * written so that a crash leaves each event in exactly one of them.
 *
 * <p>Read {@link io.tallystick.archive.parquet.ParquetArchive} first, then {@link
 * io.tallystick.archive.parquet.Archiver}.
 *
 * <p>Does not belong here: what is made of the events ({@link io.tallystick.archive.recount}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.archive.parquet;
