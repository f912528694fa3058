/**
 * The partitioned log on RocksDB: one column family a partition, group commit, trimming by file.
 *
 * <p>Read {@link io.tallystick.embedded.log.RocksEventLog} first.
 *
 * <p>Does not belong here: decoding of batches, and who reads how far.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.embedded.log;
