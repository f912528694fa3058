package io.tallystick.archive.recount;

import io.tallystick.archive.duck.DuckDb;
import io.tallystick.core.recount.Difference.Cause;
import io.tallystick.core.rollup.Level;
import java.util.List;

/**
 * Compares what the events add up to with what is stored, level by level, and says why they differ.
 *
 * <p>Makes the table {@code differences}: the columns of a cell, the level, what was expected ({@code
 * en}, {@code es}, {@code el}, {@code eh}) and what is stored ({@code sn} …), null where there is
 * nothing, by how much ({@code dn}, {@code ds}), the window of the next coarser level ({@code up})
 * and the cause.
 */
final class Comparison {

  /*
   * Expected and stored cells are put below each other and grouped by their window, which adds up
   * the stored entries and finds what only one side has, in one pass.
   *
   * The cause. Every event is added to one window of each level, so whatever is lost or doubled
   * before rows are written is missing or too much by the same amount in each level. Where levels
   * disagree a row itself was damaged. Where they agree, too little is lost; too much is doubled
   * when it is just what the duplicates of that window would add, or as much again as was expected.
   */

  private static final String KEY = "d, type, series, p, minute";

  private static final String SURPLUS_MAX = "10000000000000000000000000000000::HUGEINT";

  private static final Level[] FINE_TO_COARSE = {Level.MINUTE, Level.HOUR, Level.DAY, Level.ALL};

  private final DuckDb duckDb;
  private final Windows windows;
  private long cells;

  Comparison(DuckDb duckDb, Windows windows) {
    this.duckDb = duckDb;
    this.windows = windows;
    duckDb.execute("CREATE TABLE differences (level TINYINT, d SMALLINT, type VARCHAR,"
        + " series VARCHAR, p INTEGER, minute INTEGER, en HUGEINT, es HUGEINT, el HUGEINT,"
        + " eh HUGEINT, sn HUGEINT, ss HUGEINT, sl HUGEINT, sh HUGEINT, dn HUGEINT, ds HUGEINT,"
        + " up INTEGER, parent INTEGER, cause TINYINT)");
  }

  /** Windows that were compared so far. */
  long cells() {
    return cells;
  }

  /** Compares the table {@code expected} with the table {@code stored}. */
  void compare(Level level, String expected) {
    String minute = "minute";
    String up = level == Level.ALL ? "0" : Windows.start(coarser(level), minute);
    String exact = windows.isExact(level, "p", minute);
    String within = windows.holds(level, minute);
    duckDb.execute("INSERT INTO differences SELECT " + level.number() + ", " + KEY
        + ", en, es, el, eh, sn, ss, sl, sh, coalesce(sn, 0) - coalesce(en, 0), " + clamped()
        + ", " + up + ", " + Windows.parent(level, minute)
        + ", NULL FROM (SELECT " + KEY + ", sum(en) AS en, sum(es) AS es, min(el) AS el,"
        + " max(eh) AS eh, sum(sn) AS sn, sum(ss) AS ss, min(sl) AS sl, max(sh) AS sh"
        + " FROM (SELECT " + KEY
        + ", n AS en, s AS es, lo AS el, hi AS eh, NULL::HUGEINT AS sn, NULL::HUGEINT AS ss,"
        + " NULL::HUGEINT AS sl, NULL::HUGEINT AS sh FROM " + expected + " WHERE " + within
        + " UNION ALL SELECT " + KEY + ", NULL, NULL, NULL, NULL, n, s, lo, hi FROM stored)"
        + " GROUP BY " + KEY + " HAVING CASE WHEN " + exact + " THEN sum(en) IS DISTINCT FROM"
        + " sum(sn) OR sum(es) IS DISTINCT FROM sum(ss) OR min(el) IS DISTINCT FROM min(sl) OR"
        + " max(eh) IS DISTINCT FROM max(sh) ELSE coalesce(sum(sn), 0) < sum(en) END)");
    cells += duckDb.number("SELECT count(*) FROM " + expected + " WHERE " + within)
        + duckDb.number(
            "SELECT count(*) FROM differences WHERE en IS NULL AND level = " + level.number());
  }

  /** SQL: by how much a sum is wrong, but not more than what millions of them can be added up of. */
  private static String clamped() {
    return "greatest(-" + SURPLUS_MAX + ", least(" + SURPLUS_MAX
        + ", coalesce(try(coalesce(ss, 0) - coalesce(es, 0)), " + SURPLUS_MAX + ")))";
  }

  private static Level coarser(Level level) {
    return Level.values()[level.number() - 1];
  }

  /** Adds rows that cannot be read and of which nothing was expected. */
  void addUnreadable() {
    duckDb.execute("INSERT INTO differences SELECT level, d, type, series, p, parent, NULL, NULL,"
        + " NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, parent, " + Cause.CORRUPTED.number()
        + " FROM corrupt c WHERE NOT EXISTS (SELECT 1 FROM differences f WHERE "
        + sameRow("f", "c") + ")");
    cells += duckDb.number("SELECT count(*) FROM corrupt");
  }

  static String sameRow(String left, String right) {
    StringBuilder sql = new StringBuilder();
    for (String column : new String[] {"level", "d", "type", "series", "p", "parent"}) {
      sql.append(sql.isEmpty() ? "" : " AND ")
          .append(left + "." + column + " = " + right + "." + column);
    }
    return sql.toString();
  }

  /** Whether more is stored somewhere than was expected, so that duplicates may explain it. */
  boolean hasSurplus() {
    return duckDb.number("SELECT count(*) FROM differences WHERE dn > 0") > 0;
  }

  /**
   * Sets the causes.
   *
   * @param surpluses for each reason to count too much, the tables with what it adds up to, one for
   *     each level by its number
   */
  void explain(List<String[]> surpluses) {
    duckDb.execute(
        "CREATE TABLE disagreeing AS SELECT coalesce(f.level, c.level) AS level,"
            + " coalesce(f.d, c.d) AS d, coalesce(f.type, c.type) AS type,"
            + " coalesce(f.series, c.series) AS series, coalesce(f.p, c.p) AS p,"
            + " coalesce(f.minute, c.minute) AS minute FROM (" + finer() + ") f FULL JOIN ("
            + coarse() + ") c ON f.level = c.level AND f.d = c.d AND f.type = c.type AND"
            + " f.series = c.series AND f.p = c.p AND f.minute = c.minute"
            + " WHERE coalesce(f.dn, 0) <> coalesce(c.dn, 0)"
            + " OR coalesce(f.ds, 0) <> coalesce(c.ds, 0)",
        cause(Cause.CORRUPTED, "EXISTS (SELECT 1 FROM corrupt c WHERE " + sameRow("c", "f") + ")"),
        // the same events with another minimum or maximum: no event explains that
        cause(Cause.CORRUPTED, "dn = 0 AND ds = 0"),
        cause(Cause.CORRUPTED, disagrees("f.level", "f.minute")),
        cause(Cause.CORRUPTED, disagrees("f.level - 1", "f.up")),
        cause(Cause.LOST, "dn < 0"),
        cause(Cause.DOUBLED, "sn = 2 * en AND ds = es AND el = sl AND eh = sh"));
    for (String[] surplus : surpluses) {
      for (Level level : Level.values()) {
        duckDb.execute(cause(
            Cause.DOUBLED,
            "level = " + level.number() + " AND EXISTS (SELECT 1 FROM " + surplus[level.number()]
                + " u WHERE u.d = f.d AND u.type = f.type AND u.series = f.series AND u.p = f.p"
                + " AND u.minute = f.minute AND u.n = f.dn AND u.s = f.ds)"));
      }
    }
    duckDb.execute(cause(Cause.UNKNOWN, "true"));
  }

  private static String cause(Cause cause, String condition) {
    return "UPDATE differences f SET cause = " + cause.number() + " WHERE cause IS NULL AND ("
        + condition + ")";
  }

  /** What the differences of each level say about the windows of the next coarser one. */
  private String finer() {
    StringBuilder comparable = new StringBuilder("false");
    for (Level level : FINE_TO_COARSE) {
      if (level != Level.ALL) {
        Level coarser = coarser(level);
        comparable.append(" OR level = " + level.number() + " AND " + windows.holds(coarser, "up")
            + " AND " + windows.isExact(coarser, "p", "up"));
      }
    }
    return "SELECT level - 1 AS level, d, type, series, p, up AS minute, sum(dn) AS dn,"
        + " sum(ds) AS ds FROM differences WHERE " + comparable + " GROUP BY ALL";
  }

  /** The differences that the next finer level should show too. */
  private String coarse() {
    StringBuilder comparable = new StringBuilder("false");
    for (Level level : FINE_TO_COARSE) {
      if (level != Level.MINUTE) {
        comparable.append(
            " OR level = " + level.number() + " AND " + windows.isExact(level, "p", "minute"));
      }
    }
    return "SELECT level, d, type, series, p, minute, dn, ds FROM differences WHERE " + comparable;
  }

  private static String disagrees(String level, String minute) {
    return "EXISTS (SELECT 1 FROM disagreeing g WHERE g.level = " + level
        + " AND g.d = f.d AND g.type = f.type AND g.series = f.series AND g.p = f.p"
        + " AND g.minute = " + minute + ")";
  }
}
