/**
 * Raw events as Parquet files, and recounting from them, both on DuckDB.
 *
 * <p>Read package {@code parquet} first, which writes and knows the files, then {@code recount},
 * which adds them up again in SQL.
 *
 * <p>Does not belong here: RocksDB and when to run (module {@code app} plugs the ports together),
 * and anything that counts with core's own aggregates: a recount that used them would repeat their
 * mistakes.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.archive;
