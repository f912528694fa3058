/**
 * The one-machine engine: the log, the rollup store and the workers on an embedded RocksDB.
 *
 * <p>Does not belong here: how events are counted (module {@code core}) and how they arrive.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.embedded;
