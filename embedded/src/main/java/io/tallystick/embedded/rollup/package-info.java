/**
 * Committed rollups and partition states on RocksDB.
 *
 * <p>Read {@link io.tallystick.embedded.rollup.RocksRollupStore} first; the bytes of a row are in
 * core's {@code RollupRowLayout}.
 *
 * <p>Does not belong here: what is not yet committed, and queries.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.embedded.rollup;
