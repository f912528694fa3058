/**
 * Opening and closing RocksDB, with the reason for each setting beside it.
 *
 * <p>Does not belong here: what is stored (packages {@code log} and {@code rollup}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.embedded.rocks;
