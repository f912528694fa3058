/**
 * An archive in S3, as one who reads it sees it: its files are fetched when they are needed.
 *
 * <p>Read {@link io.tallystick.archive.s3.S3Archive} first. Amazon's library is loaded by it and by
 * nothing before: a node that reads no S3 does not pay for it.
 *
 * <p>Does not belong here: writing to S3, which the counting job does with Flink's plugins.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.archive.s3;
