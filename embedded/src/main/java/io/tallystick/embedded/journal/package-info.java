/**
 * What commits say about single events and hours of arrival, in the store of the rollups.
 *
 * <p>Read {@link io.tallystick.embedded.journal.RocksJournal} first.
 *
 * <p>Does not belong here: what the journal means ({@link io.tallystick.core.process.Journal}), or
 * the rollup rows that the same commit writes.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.embedded.journal;
