package io.tallystick.cassandra.schema;

import java.util.List;

/**
 * The tables, as numbered migrations. A migration that was released never changes; a new one is
 * added at the end.
 *
 * <pre>
 * rollups             a row of one level, parent and series, with the value before
 * progress            how far each bucket and each partition has published
 * ledger_hours        what became of the events of one hour of arrival
 * dead_letters        one dead letter, open or closed
 * dead_letter_slices  which slices of a partition have dead letters
 * commits             what one epoch decided in one partition, and where the log stood
 * receipts            where events are, by a hash of their identity
 * pins                the epoch that somebody needs to read for longer
 * types               the types that have rows, as the prefix of their total
 * meta                what is fixed for the keyspace
 * </pre>
 */
final class Schema {

  /*
   * Every table has partitions of bounded size: see the page docs/operating/cassandra.md for the
   * arithmetic. Rows are written with the epoch as their time, so strategies that group files by
   * the time of writing (TimeWindowCompactionStrategy) see 1970 and must not be used.
   *
   * Nothing is deleted, and what expires has the same end in all copies, so tombstones need not
   * wait ten days for a repair.
   */

  private static final String LEVELED =
      " WITH compaction = {'class': 'LeveledCompactionStrategy'} AND gc_grace_seconds = 86400";

  private static final String TABLES_1 = """
      CREATE TABLE IF NOT EXISTS rollups (
        level tinyint, parent int, prefix blob, bucket int, series blob, versions blob,
        pinned blob,
        PRIMARY KEY ((level, parent, prefix, bucket), series))""" + LEVELED + """
      ;
      CREATE TABLE IF NOT EXISTS progress (
        kind text, id int, epoch bigint, versions blob, PRIMARY KEY (kind, id))
      ;
      CREATE TABLE IF NOT EXISTS ledger_hours (
        partition int, hour bigint, tally blob, PRIMARY KEY (partition, hour))
      ;
      CREATE TABLE IF NOT EXISTS dead_letters (
        partition int, slice bigint, position bigint, opened_epoch bigint, closed_epoch bigint,
        letter blob, PRIMARY KEY ((partition, slice), position))
      ;
      CREATE TABLE IF NOT EXISTS dead_letter_slices (
        partition int, slice bigint, PRIMARY KEY (partition, slice))
      ;
      CREATE TABLE IF NOT EXISTS commits (
        partition int, slice bigint, end_offset bigint, decided blob, positions blob,
        identities blob, PRIMARY KEY ((partition, slice), end_offset))""" + LEVELED + """
      ;
      CREATE TABLE IF NOT EXISTS receipts (
        partition int, chunk bigint, hash_group int, begin_offset bigint, places blob,
        PRIMARY KEY ((partition, chunk, hash_group), begin_offset))""" + LEVELED + """
      ;
      CREATE TABLE IF NOT EXISTS pins (
        singleton int PRIMARY KEY, epoch bigint, owner text)
      ;
      CREATE TABLE IF NOT EXISTS types (
        singleton int, prefix blob, PRIMARY KEY (singleton, prefix))
      ;
      CREATE TABLE IF NOT EXISTS meta (name text PRIMARY KEY, value text)
      """;

  /** The statements of each migration; the first is number 1. Each may be run again. */
  static final List<List<String>> MIGRATIONS = List.of(statements(TABLES_1));

  private Schema() {}

  private static List<String> statements(String text) {
    return List.of(text.split(";")).stream().map(String::strip).toList();
  }
}
