/**
 * How the archive of raw events is laid out, on one machine and in a cluster: what a file is called,
 * what the list says of it, and whose a folder is.
 *
 * <p>Read {@link io.tallystick.core.archive.ArchiveFile} first.
 *
 * <p>Does not belong here: writing or reading files. Module {@code archive} does it on one machine,
 * module {@code flink} in a cluster.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.core.archive;
