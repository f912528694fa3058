package io.tallystick.archive.recount;

import io.tallystick.archive.duck.DuckDb;
import io.tallystick.core.process.DimensionSpan;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.recount.RecountRequest;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Adds events up, for every series and window: a table with one line for each of them.
 *
 * <pre>
 * d dimension | type | series: its values | p partition of the row | minute: where the window begins
 * n count | s sum | lo minimum | hi maximum, in billionths
 * </pre>
 */
final class ExpectedCells {

  /*
   * Sums are HUGEINT, 128 bits, which SQL checks for overflow. Minutes are added up from events; the
   * windows of a coarser granularity from those of the next finer one, which is still SQL's own sum
   * over the raw events and nothing that the node has stored.
   */

  /** Types of the columns. */
  static final String COLUMNS = "(d SMALLINT, type VARCHAR, series VARCHAR, p INTEGER,"
      + " minute INTEGER, n HUGEINT, s HUGEINT, lo HUGEINT, hi HUGEINT)";

  private static final String BILLIONTHS =
      "CAST(CAST(value AS DECIMAL(28,9)) * 1000000000::DECIMAL(10,0) AS HUGEINT)";

  private static final String MINUTE = "CAST(floor(epoch_ms(time) / 60000::DOUBLE) AS INTEGER)";

  private final DuckDb duckDb;
  private final Windows windows;
  private final DimensionNumbers numbers;
  private final List<CommittedData.Partition> partitions;

  /** SQL: the partition of the row that an event is counted in. */
  private final String partition;

  ExpectedCells(DuckDb duckDb, Windows windows, DimensionNumbers numbers, CommittedData data) {
    this.duckDb = duckDb;
    this.windows = windows;
    this.numbers = numbers;
    this.partitions = data.partitions();
    this.partition = data.rowsHoldAllPartitions() ? "0" : "p";
  }

  /** Makes {@code table} of the minutes of all events in {@code view}. */
  void minutes(String table, String view, IntConsumer progress) {
    duckDb.execute("CREATE TABLE " + table + " " + COLUMNS);
    for (int number = DimensionNumbers.SUBJECT; number < numbers.declared(); number++) {
      duckDb.execute("INSERT INTO " + table + " SELECT " + number
          + ", type, series, row_partition, minute, count(*), sum(v), min(v), max(v) FROM (SELECT"
          + " type, " + series(number) + " AS series, " + partition + " AS row_partition, " + MINUTE
          + " AS minute, " + BILLIONTHS + " AS v FROM " + view + " WHERE " + inRequest() + " AND "
          + whileDeclared(number)
          + ") WHERE series IS NOT NULL GROUP BY type, series, row_partition, minute");
      progress.accept(number);
    }
    // every event has a subject, so the total of a type is the sum of its subjects
    duckDb.execute("INSERT INTO " + table + " SELECT " + DimensionNumbers.TOTAL
        + ", type, '', p, minute, sum(n), sum(s), min(lo), max(hi) FROM " + table + " WHERE d = "
        + DimensionNumbers.SUBJECT + " GROUP BY type, p, minute");
  }

  /** Makes {@code coarse} of the windows of a level, from {@code fine} of the next finer one. */
  void coarser(String coarse, Level level, String fine) {
    duckDb.execute("CREATE TABLE " + coarse + " AS SELECT d, type, series, p, "
        + Windows.start(level, "minute")
        + " AS minute, sum(n) AS n, sum(s) AS s, min(lo) AS lo, max(hi) AS hi FROM " + fine
        + " GROUP BY ALL");
  }

  private String inRequest() {
    String type = windows.request().type();
    return inRange(windows.request()) + (type == null ? "" : " AND type = " + DuckDb.quoted(type));
  }

  /** SQL: whether the time of an event lies in the range that is asked for. */
  static String inRange(RecountRequest request) {
    List<String> conditions = new ArrayList<>();
    if (request.minuteFrom() != null) {
      conditions.add("time >= " + timestamp(request.minuteFrom()));
    }
    if (request.minuteEnd() != null) {
      conditions.add("time < " + timestamp(request.minuteEnd()));
    }
    return conditions.isEmpty() ? "true" : String.join(" AND ", conditions);
  }

  /** SQL: a minute as a timestamp that can be compared with those of a file. */
  private static String timestamp(int minute) {
    return "make_timestamp(" + minute * 60_000_000L + ")";
  }

  /** SQL: the values of an event for a dimension, null when it lacks one. */
  private String series(int number) {
    List<String> parts = new ArrayList<>();
    for (String name : numbers.names(number)) {
      parts.add(
          name.equals(Dimension.SUBJECT_NAME)
              ? "subject"
              : "attributes[" + DuckDb.quoted(name) + "]");
    }
    return String.join(" || chr(31) || ", parts);
  }

  /** SQL: whether the dimension was declared when the event was counted. */
  private String whileDeclared(int number) {
    if (number == DimensionNumbers.SUBJECT) {
      return "true";
    }
    List<String> spans = new ArrayList<>();
    boolean always = true;
    for (CommittedData.Partition partition : partitions) {
      for (DimensionSpan counted : partition.dimensions()) {
        if (counted.dimension().names().equals(numbers.names(number))) {
          always &= counted.fromOffset() == 0 && counted.endOffset() == DimensionSpan.OPEN;
          spans.add("p = " + partition.partition() + " AND o >= " + counted.fromOffset()
              + " AND o < " + counted.endOffset());
        }
      }
    }
    if (always && spans.size() == partitions.size()) {
      return "true";
    }
    return spans.isEmpty() ? "false" : "(" + String.join(" OR ", spans) + ")";
  }
}
