/**
 * What a recount needs of the one-machine engine: raw events with their fates, raw rows of one
 * moment, and a record of every row that was rewritten.
 *
 * <p>Read {@link io.tallystick.embedded.recount.RocksCommittedData} first.
 *
 * <p>Does not belong here: the recount itself (module {@code archive}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.embedded.recount;
