package io.tallystick.archive.recount;

import io.tallystick.archive.duck.DuckDb;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.recount.RecountReport;
import io.tallystick.core.recount.RecountReport.FateDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Judges the fate of every event by the rules alone, and finds where the committed one breaks them.
 *
 * <p>Makes the tables {@code copies} (events that may be copies of each other) and {@code wrong}
 * (events with another fate than they should have, and which), and the views {@code counted} and
 * {@code duplicates} of the events that should have these fates, and {@code wrongly_counted}.
 */
final class FateCheck {

  /*
   * Most events have one copy and need no judgement, and finding out is cheap with a hash that no
   * other event has. Only events that share their hash, and those that were not counted, are put in
   * order with their copies.
   *
   * The rules: a copy that arrives within the window after the one before it is a duplicate. One
   * that arrives later than the window and one sixtieth is not. Between the two, both are right. A
   * dead letter that is open makes every further copy a duplicate; because somebody may have
   * discarded it, a later one may be counted too. Of the replays of one dead letter at most the
   * first is counted. Whether an event that is no duplicate is counted or dead-lettered is for the
   * node to say, with a reason.
   */

  private final DuckDb duckDb;
  private final RecountSettings settings;

  FateCheck(DuckDb duckDb, RecountSettings settings) {
    this.duckDb = duckDb;
    this.settings = settings;
  }

  /**
   * Judges all events of the view {@code scope}.
   *
   * @param deadBefore SQL: which dead letters of {@code raw} came before the scope
   * @param judgedFrom for some partitions, an arrival before which an event cannot be judged,
   *     because copies of it may have come before all that can be read
   */
  void run(String deadBefore, Map<Integer, Long> judgedFrom) {
    duckDb.execute(
        "CREATE TABLE repeated AS SELECT h FROM (SELECT hash(source, id) AS h FROM scope)"
            + " GROUP BY h HAVING count(*) > 1",
        "CREATE TABLE copies AS SELECT p, o, a, source, id, fate, replay_of FROM scope"
            + " WHERE fate <> 'counted' OR hash(source, id) IN (SELECT h FROM repeated)",
        "INSERT INTO copies SELECT p, o, a, source, id, fate, replay_of FROM raw WHERE "
            + deadBefore,
        "DROP TABLE repeated",
        "CREATE TABLE wrong AS SELECT p, o, source, id, fate, expected FROM (" + judged()
            + ") WHERE (expected = 'duplicate' AND fate <> 'duplicate' OR expected = 'first' AND"
            + " fate = 'duplicate')"
            + judgedFrom(judgedFrom));
    boolean anyWrong = duckDb.number("SELECT count(*) FROM wrong") > 0;
    duckDb.execute(
        "CREATE VIEW counted AS " + having("counted", "first", anyWrong),
        "CREATE VIEW duplicates AS " + having("duplicate", "duplicate", anyWrong),
        "CREATE VIEW wrongly_counted AS SELECT s.* FROM scope s JOIN wrong w ON s.p = w.p AND s.o"
            + " = w.o WHERE w.fate = 'counted'");
  }

  private String judged() {
    return """
        SELECT p, o, a, source, id, fate,
          CASE WHEN replay_of IS NOT NULL AND attempt > 1 THEN 'duplicate'
            WHEN replay_of IS NOT NULL THEN 'either'
            WHEN previous IS NULL THEN 'first'
            WHEN a - previous <= %d THEN 'duplicate'
            WHEN dead IS NOT NULL AND (replayed IS NULL OR replayed < dead) THEN 'either'
            WHEN a - previous >= %d THEN 'first'
            ELSE 'either' END AS expected
        FROM (SELECT *, lag(a) OVER w AS previous,
            max(CASE WHEN fate = 'deadLettered' THEN o END) OVER before AS dead,
            max(replay_of) OVER before AS replayed,
            row_number() OVER (PARTITION BY p, replay_of ORDER BY o) AS attempt
          FROM copies
          WINDOW w AS (PARTITION BY p, source, id ORDER BY o),
            before AS (PARTITION BY p, source, id ORDER BY o
              ROWS BETWEEN UNBOUNDED PRECEDING
              AND 1 PRECEDING))""".formatted(settings.windowMillis(), settings.forgottenMillis());
  }

  private static String judgedFrom(Map<Integer, Long> judgedFrom) {
    StringBuilder sql = new StringBuilder();
    judgedFrom.forEach((partition, arrival) ->
        sql.append(" AND (p <> " + partition + " OR a >= " + arrival + ")"));
    return sql.toString();
  }

  /** Events of the committed fate, except for those that should have another. */
  private static String having(String committed, String expected, boolean anyWrong) {
    if (!anyWrong) {
      return "SELECT * FROM scope WHERE fate = '" + committed + "'";
    }
    return "SELECT s.* FROM scope s LEFT JOIN wrong w ON s.p = w.p AND s.o = w.o"
        + " WHERE w.p IS NULL AND s.fate = '" + committed + "' OR w.expected = '" + expected + "'";
  }

  /** How many events have a wrong fate. */
  long differences() {
    return duckDb.number("SELECT count(*) FROM wrong");
  }

  /** The first of them. */
  List<FateDifference> listed() {
    List<FateDifference> listed = new ArrayList<>();
    duckDb.query(
        "SELECT p, o, source, id, fate, expected FROM wrong ORDER BY p, o LIMIT "
            + RecountReport.LISTED_MAX,
        row -> listed.add(new FateDifference(
            row.getInt(1),
            row.getLong(2),
            row.getString(3),
            row.getString(4),
            fate(row.getString(5)),
            row.getString(6).equals("first") ? Fate.COUNTED : Fate.DUPLICATE)));
    return listed;
  }

  private static Fate fate(String text) {
    for (Fate fate : Fate.values()) {
      if (fate.text().equals(text)) {
        return fate;
      }
    }
    return Fate.IN_FLIGHT;
  }
}
