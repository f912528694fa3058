package io.tallystick.archive.recount;

import io.tallystick.archive.duck.DuckDb;
import io.tallystick.core.event.CanaryEvents;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.recount.Difference;
import io.tallystick.core.recount.Difference.Cause;
import io.tallystick.core.recount.Difference.Numbers;
import io.tallystick.core.recount.RecountReport;
import io.tallystick.core.recount.RecountReport.Coverage;
import io.tallystick.core.recount.RecountReport.FateDifference;
import io.tallystick.core.recount.RecountReport.LedgerDifference;
import io.tallystick.core.rollup.Level;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a recount has found so far. Single-threaded. */
final class RecountFindings {

  private static final int SCALE = 9;

  long exportMillis;
  long recountMillis;
  List<Coverage> coverage = List.of();
  List<String> archive = List.of();
  long events;
  long cells;
  long differences;
  final Map<Cause, Long> causes = new EnumMap<>(Cause.class);
  final List<Difference> listed = new ArrayList<>();
  List<FateDifference> fates = List.of();
  long fateDifferences;
  final List<LedgerDifference> ledger = new ArrayList<>();
  long rows;
  long repaired;
  long left;
  final List<String> notes = new ArrayList<>();

  /** Reads what the comparison has found. */
  void read(DuckDb duckDb, DimensionNumbers numbers, FateCheck check, Comparison comparison) {
    cells = comparison.cells();
    fateDifferences = check.differences();
    fates = check.listed();
    duckDb.query("SELECT cause, count(*) FROM differences GROUP BY cause", row -> {
      causes.put(Cause.of(row.getInt(1)), row.getLong(2));
      differences += row.getLong(2);
    });
    duckDb.query(
        "SELECT level, d, type, series, p, minute, cause, en, es, el, eh, sn, ss, sl, sh FROM"
            + " differences ORDER BY d, type, series, p, level, minute LIMIT "
            + RecountReport.LISTED_MAX,
        row -> listed.add(difference(row, numbers)));
    duckDb.query(
        "SELECT row_key, problem FROM corrupt LIMIT " + RecountReport.LISTED_MAX,
        row -> notes.add(
            "row " + StoredCells.hex(row.getBytes(1)) + " cannot be read: " + row.getString(2)));
  }

  private static Difference difference(ResultSet row, DimensionNumbers numbers)
      throws SQLException {
    int dimension = row.getInt(2);
    boolean isReadable = dimension >= 0;
    return new Difference(
        row.getInt(5),
        row.getString(3),
        isReadable ? numbers.names(dimension) : List.of(),
        isReadable ? numbers.values(dimension, row.getString(4)) : List.of(),
        Level.values()[row.getInt(1)],
        row.getInt(6),
        numbersAt(row, 8),
        numbersAt(row, 12),
        Cause.of(row.getInt(7)));
  }

  private static @Nullable Numbers numbersAt(ResultSet row, int column) throws SQLException {
    if (row.getObject(column) == null) {
      return null;
    }
    return new Numbers(
        integer(row, column).longValue(),
        decimal(row, column + 1),
        decimal(row, column + 2),
        decimal(row, column + 3));
  }

  private static BigDecimal decimal(ResultSet row, int column) throws SQLException {
    BigDecimal exact = new BigDecimal(integer(row, column), SCALE).stripTrailingZeros();
    return exact.scale() < 0 ? exact.setScale(0) : exact;
  }

  static BigInteger integer(ResultSet row, int column) throws SQLException {
    return new BigInteger(String.valueOf(row.getObject(column)));
  }

  /** Compares the ledger of the partitions of which every event could be read. */
  void compareLedger(DuckDb duckDb, List<CommittedData.Partition> partitions) {
    Map<Integer, Tally> tallies = new HashMap<>();
    duckDb.query(
        "SELECT s.p, s.source = " + DuckDb.quoted(CanaryEvents.SOURCE) + " AS canary,"
            + " count(*) FILTER (expected = 'counted'), count(*) FILTER (expected = 'duplicate'),"
            + " count(*) FILTER (expected = 'deadLettered') FROM (SELECT scope.p, scope.source,"
            + " CASE w.expected WHEN 'first' THEN 'counted' WHEN 'duplicate' THEN 'duplicate' ELSE"
            + " scope.fate END AS expected FROM scope LEFT JOIN wrong w ON scope.p = w.p AND"
            + " scope.o = w.o) s GROUP BY ALL",
        row -> {
          Fates counts = new Fates(row.getLong(3), row.getLong(4), row.getLong(5));
          Tally tally =
              row.getBoolean(2) ? new Tally(Fates.NONE, counts) : new Tally(counts, Fates.NONE);
          tallies.merge(row.getInt(1), tally, Tally::plus);
        });
    for (CommittedData.Partition partition : partitions) {
      Tally expected = tallies.getOrDefault(partition.partition(), Tally.NONE);
      boolean isComplete = coverage.stream()
          .anyMatch(known -> known.partition() == partition.partition() && known.isComplete());
      if (isComplete && !expected.equals(partition.tally())) {
        ledger.add(new LedgerDifference(partition.partition(), expected, partition.tally()));
      }
    }
  }
}
