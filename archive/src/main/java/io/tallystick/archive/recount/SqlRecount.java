package io.tallystick.archive.recount;

import io.tallystick.archive.duck.DuckDb;
import io.tallystick.archive.parquet.ArchivedEvents;
import io.tallystick.archive.parquet.EventFileWriter;
import io.tallystick.core.archive.ArchiveFile;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.recount.NodeData;
import io.tallystick.core.recount.RawEvents;
import io.tallystick.core.recount.RecountReport.Coverage;
import io.tallystick.core.recount.RecountRequest;
import io.tallystick.core.recount.RowRepair;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Level;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One recount, from beginning to end. Used by one thread. */
final class SqlRecount {

  /*
   * What is checked is what was committed at one moment: counting goes on, and what comes later does
   * not matter. Levels are compared one after the other, from fine to coarse, so that only one of
   * them has to be held, with the tables from which the next one is added up.
   */

  private static final Level[] FINE_TO_COARSE = {Level.MINUTE, Level.HOUR, Level.DAY, Level.ALL};
  private static final double EXPORTED = 0.4;

  /** Bytes of an event as Parquet, amply. */
  private static final long EXPORTED_BYTES = 128;

  private final RecountSettings settings;
  private final @Nullable ArchivedEvents archive;
  private final NodeData node;
  private final RecountRequest request;
  private final RecountProgress progress;
  private final long number;
  private final RecountFindings findings;
  private volatile @Nullable DuckDb open;

  SqlRecount(
      RecountSettings settings,
      @Nullable ArchivedEvents archive,
      NodeData node,
      RecountRequest request,
      long number,
      RecountProgress progress) {
    this.settings = settings;
    this.archive = archive;
    this.node = node;
    this.request = request;
    this.number = number;
    this.progress = progress;
    this.findings = new RecountFindings();
  }

  /** Runs it. What is written on the way is removed again, also after a failure. */
  RecountFindings run() {
    RawInput input = new RawInput(arrivalMinMillis());
    Path folder = settings.folder();
    WorkFolder.remove(folder);
    try (RowRepair.Hold hold = request.repair() ? node.repair().holdRows() : () -> {};
        RawEvents.Hold kept = node.events().holdLog();
        CommittedData data = node.committed().open()) {
      Files.createDirectories(settings.duck().temporary());
      long begin = System.nanoTime();
      export(input, data.partitions());
      kept.close();
      findings.exportMillis = (System.nanoTime() - begin) / 1_000_000;
      begin = System.nanoTime();
      recount(input, data);
      findings.recountMillis = (System.nanoTime() - begin) / 1_000_000;
      assert hold != null;
      return findings;
    } catch (IOException e) {
      throw new UncheckedIOException("recount: " + folder + " cannot be used", e);
    } finally {
      WorkFolder.remove(folder);
    }
  }

  /** Makes {@link #run} fail soon. Called by any thread. */
  void cancel() {
    DuckDb duckDb = open;
    if (duckDb != null) {
      duckDb.cancel();
    }
  }

  /** The earliest arrival that an event of the range, or a copy that decides its fate, can have. */
  private long arrivalMinMillis() {
    Integer from = request.minuteFrom();
    return from == null
        ? Long.MIN_VALUE
        : Calendar.millis(from) - settings.futureMillisMax() - settings.forgottenMillis();
  }

  private void export(RawInput input, List<CommittedData.Partition> partitions) {
    progress.at("checking the archive", 0);
    if (archive != null && archive.isRemote()) {
      input.fetch(
          archive, partitions, share -> progress.at("fetching the archive", EXPORTED / 2 * share));
    }
    long total = input.readArchive(archive, partitions, node.events());
    if (archive != null && hasDeadLetters(partitions)) {
      LeftDeadLetters.read(archive, input, settings, progress);
    }
    findings.coverage = input.coverage();
    findings.archive = input.problems();
    if (total == 0) {
      return;
    }
    requireSpace(total);
    long events = total;
    try (EventFileWriter writer = new EventFileWriter(settings.duck())) {
      input.export(
          node.events(),
          settings.folder(),
          writer,
          written ->
              progress.at("writing events of the log as Parquet", EXPORTED * written / events));
    }
  }

  private static boolean hasDeadLetters(List<CommittedData.Partition> partitions) {
    return partitions.stream().anyMatch(partition -> partition.tally().events().deadLettered() > 0);
  }

  /** A recount must not be what fills the disk. */
  private void requireSpace(long exported) {
    try {
      long usable = Files.getFileStore(settings.folder()).getUsableSpace();
      if (exported * EXPORTED_BYTES > usable / 2) {
        throw new IllegalStateException("recount: " + exported + " events of the log need up to "
            + exported * EXPORTED_BYTES + " bytes in " + settings.folder()
            + " (expected: at most half of the " + usable + " that are free)");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("recount: " + settings.folder() + " cannot be used", e);
    }
  }

  private void recount(RawInput input, CommittedData data) {
    try (DuckDb duckDb = DuckDb.open(settings.duck())) {
      open = duckDb;
      duckDb.execute(input.view());
      progress.at("judging fates", EXPORTED);
      Map<Integer, Long> firstArrivals = firstArrivals(duckDb, input);
      FateCheck fates = judge(duckDb, data, firstArrivals);
      Windows windows = new Windows(request, exactFrom(firstArrivals, data));
      DimensionNumbers numbers = new DimensionNumbers(data.partitions());
      ExpectedCells cells = new ExpectedCells(duckDb, windows, numbers, data);
      cells.minutes(
          "expected_" + Level.MINUTE.number(),
          "counted",
          dimension -> progress.at("adding up events", 0.5 + 0.2 * dimension / numbers.declared()));
      StoredCells stored = new StoredCells(duckDb, windows, numbers, data);
      Comparison comparison = new Comparison(duckDb, windows);
      String[] expected = compare(duckDb, windows, cells, stored, comparison);
      progress.at("finding causes", 0.95);
      comparison.addUnreadable();
      comparison.explain(surpluses(comparison, cells, fates));
      findings.rows = RepairPlan.findRows(duckDb);
      findings.read(duckDb, numbers, fates, comparison);
      if (request.isEverything()) {
        findings.compareLedger(duckDb, data.partitions());
      }
      note(windows);
      if (request.repair() && findings.rows > 0) {
        progress.at("repairing rows", 0.97);
        RepairPlan plan = new RepairPlan(duckDb, windows, numbers, data, node.repair(), number);
        plan.run(expected);
        findings.repaired = plan.repaired();
        findings.left = plan.left();
        if (node.repair().republishes() && plan.left() > 0) {
          findings.notes.add(plan.left() + " rows are wrong and were not repaired: the job that"
              + " counts does not have them as the raw events say, or did not publish them in time;"
              + " recount again, and if they stay wrong count anew into an empty keyspace");
        }
      }
    }
  }

  /** Of the partitions of which the beginning is missing: the first arrival that can be read. */
  private Map<Integer, Long> firstArrivals(DuckDb duckDb, RawInput input) {
    Map<Integer, Long> arrivals = new TreeMap<>();
    for (Coverage coverage : findings.coverage) {
      if (!coverage.isComplete()) {
        arrivals.put(coverage.partition(), Long.MAX_VALUE / 2);
      }
    }
    if (!arrivals.isEmpty()) {
      duckDb.query(
          "SELECT p, min(a) FROM raw GROUP BY p",
          row -> arrivals.replace(row.getInt(1), row.getLong(2)));
      for (ArchiveFile file : input.left()) {
        arrivals.computeIfPresent(
            file.partition(), (p, first) -> Math.min(first, file.arrivalFirstMillis()));
      }
    }
    return arrivals;
  }

  private Map<Integer, Integer> exactFrom(Map<Integer, Long> firstArrivals, CommittedData data) {
    Map<Integer, Integer> minutes = new TreeMap<>();
    firstArrivals.forEach((partition, arrival) -> {
      int minute = (int) Math.min(
          Integer.MAX_VALUE, Math.floorDiv(arrival + settings.futureMillisMax(), 60_000L) + 1);
      minutes.merge(data.rowsHoldAllPartitions() ? 0 : partition, minute, Math::max);
    });
    return minutes;
  }

  private FateCheck judge(DuckDb duckDb, CommittedData data, Map<Integer, Long> firstArrivals) {
    Map<Integer, Long> judgedFrom = new TreeMap<>();
    firstArrivals.forEach(
        (partition, arrival) -> judgedFrom.put(partition, arrival + settings.forgottenMillis()));
    String deadBefore = "false";
    if (request.isWholeTime()) {
      duckDb.execute("CREATE VIEW scope AS SELECT * FROM raw");
    } else {
      String inRange = ExpectedCells.inRange(request);
      long[] arrivals = new long[2];
      duckDb.query(
          "SELECT coalesce(min(a), 0), coalesce(max(a), -1) FROM raw WHERE " + inRange, row -> {
            arrivals[0] = row.getLong(1);
            arrivals[1] = row.getLong(2);
          });
      String begin = timestamp(arrivals[0] - settings.forgottenMillis());
      duckDb.execute("CREATE VIEW scope AS SELECT * FROM raw WHERE arrival >= " + begin
          + " AND arrival <= " + timestamp(arrivals[1]));
      for (CommittedData.Partition partition : data.partitions()) {
        judgedFrom.merge(partition.partition(), arrivals[0], Math::max);
        if (partition.tally().events().deadLettered() > 0) {
          deadBefore = "fate = 'deadLettered' AND arrival < " + begin;
        }
      }
    }
    findings.events = duckDb.number("SELECT count(*) FROM scope");
    FateCheck fates = new FateCheck(duckDb, settings);
    fates.run(deadBefore, judgedFrom);
    return fates;
  }

  private static String timestamp(long millis) {
    return "make_timestamp(" + millis + "::BIGINT * 1000)";
  }

  /** Compares all levels; returns the table of what was expected in each, by its number. */
  private String[] compare(
      DuckDb duckDb,
      Windows windows,
      ExpectedCells cells,
      StoredCells stored,
      Comparison comparison) {
    String[] expected = {"", "", "", ""};
    String finer = "";
    for (Level level : FINE_TO_COARSE) {
      String table = "expected_" + level.number();
      if (level != Level.MINUTE) {
        cells.coarser(table, level, finer);
      }
      finer = table;
      expected[level.number()] = table;
      if (windows.compares(level)) {
        double share = 0.7 + 0.08 * (3 - level.number());
        stored.load(level, () -> progress.at("reading stored windows", share));
        progress.at("comparing windows: " + level.name().toLowerCase(Locale.ROOT), share + 0.04);
        comparison.compare(level, table);
        duckDb.execute("DROP TABLE stored");
      }
    }
    return expected;
  }

  /** What could have been counted too much, if anything was. */
  private static List<String[]> surpluses(
      Comparison comparison, ExpectedCells cells, FateCheck fates) {
    List<String[]> surpluses = new ArrayList<>();
    if (comparison.hasSurplus()) {
      surpluses.add(levels(cells, "duplicates"));
      if (fates.differences() > 0) {
        surpluses.add(levels(cells, "wrongly_counted"));
      }
    }
    return surpluses;
  }

  private static String[] levels(ExpectedCells cells, String view) {
    String[] tables = new String[FINE_TO_COARSE.length];
    String finer = "";
    for (Level level : FINE_TO_COARSE) {
      String table = view + "_" + level.number();
      if (level == Level.MINUTE) {
        cells.minutes(table, view, dimension -> {});
      } else {
        cells.coarser(table, level, finer);
      }
      finer = table;
      tables[level.number()] = table;
    }
    return tables;
  }

  private void note(Windows windows) {
    windows
        .exactFrom()
        .forEach((partition, minute) -> findings.notes.add("partition " + partition
            + ": events before offset " + findings.coverage.get(partition).beginOffset()
            + " are kept nowhere, so windows that may hold some of them are only checked for less than"
            + " what is left; all time is among them"));
    if (archive == null) {
      findings.notes.add("no archive was read: only the events in the log were recounted");
    }
  }
}
