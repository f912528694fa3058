package io.tallystick.archive.recount;

import io.tallystick.archive.parquet.ArchivedEvents;
import io.tallystick.core.node.Notice;
import io.tallystick.core.recount.NodeData;
import io.tallystick.core.recount.RecountReport;
import io.tallystick.core.recount.RecountReport.State;
import io.tallystick.core.recount.RecountRequest;
import io.tallystick.core.recount.Recounts;
import io.tallystick.core.recount.RowRepair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Recounts} of this node, each on a thread of its own. Thread-safe. */
public final class RecountJobs implements Recounts, AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(RecountJobs.class);

  /** Reports that are kept. */
  private static final int REPORTS_MAX = 20;

  private static final long STOP_MILLIS_MAX = 5_000;

  private final RecountSettings settings;
  private final Supplier<@Nullable ArchivedEvents> archive;
  private final NodeData.Source node;
  private final LongSupplier clock;

  private final Map<Long, RecountReport> reports = new LinkedHashMap<>();
  private long last;
  private @Nullable Thread thread;
  private volatile @Nullable SqlRecount running;
  private volatile boolean stopping;

  /**
   * Removes what a crash has left of a recount.
   *
   * @param archive the archive, or null while there is none; asked at the start of each recount
   * @param clock milliseconds since the epoch
   */
  public RecountJobs(
      RecountSettings settings,
      Supplier<@Nullable ArchivedEvents> archive,
      NodeData.Source node,
      LongSupplier clock) {
    this.settings = settings;
    this.archive = archive;
    this.node = node;
    this.clock = clock;
    WorkFolder.remove(settings.folder());
  }

  @Override
  public synchronized @Nullable RecountReport start(RecountRequest request) {
    RecountReport before = reports.get(last);
    if (stopping || before != null && before.state() == State.RUNNING) {
      return null;
    }
    last++;
    long id = last;
    RecountReport report = report(
        id, request, State.RUNNING, clock.getAsLong(), "starting", 0, new RecountFindings(), null);
    put(report);
    LOGGER.info(
        "{}",
        Notice.of("recount-started", "recount " + id + " begins")
            .with("recount", id)
            .with("repair", request.repair()));
    Thread next = new Thread(() -> run(report), "recount");
    next.setDaemon(true);
    thread = next;
    next.start();
    return report;
  }

  private void run(RecountReport started) {
    RecountFindings findings = new RecountFindings();
    RecountReport ended;
    try (NodeData data = node.open();
        ArchivedEvents archived = archive.get()) {
      SqlRecount recount = new SqlRecount(
          settings,
          archived,
          data,
          started.request(),
          started.id(),
          (step, share) -> advance(started, step, share));
      running = recount;
      findings = recount.run();
      ended = report(
          started.id(),
          started.request(),
          State.DONE,
          started.startedMillis(),
          "done",
          1,
          findings,
          null);
    } catch (RuntimeException | Error e) {
      LOGGER.warn(
          "{}",
          Notice.of("recount-failed", "recount " + started.id() + " failed: " + e.getMessage())
              .did("nothing was changed but rows that were already repaired")
              .with("recount", started.id()),
          e);
      ended = report(
          started.id(),
          started.request(),
          State.FAILED,
          started.startedMillis(),
          "failed",
          1,
          findings,
          String.valueOf(e.getMessage()));
    }
    running = null;
    if (ended.state() == State.DONE) {
      tell(ended);
    }
    put(ended);
  }

  private static void tell(RecountReport ended) {
    String name = "recount " + ended.id() + ": ";
    if (ended.isClean()) {
      Notice clean = Notice.of(
              "recount-clean", name + "all of " + ended.cells() + " windows are as they must be")
          .with("recount", ended.id())
          .with("events", ended.events())
          .with("windows", ended.cells());
      LOGGER.info("{}", clean);
      return;
    }
    boolean repairs = ended.request().repair();
    Notice differs = Notice.of(
            "recount-differs",
            name + ended.differences() + " of " + ended.cells() + " windows differ, "
                + ended.fateDifferences() + " fates, " + ended.ledger().size() + " ledgers, "
                + ended.archive().size() + " files of the archive")
        .did(repairs ? ended.repaired() + " rows were repaired" : "nothing was changed")
        .advice(repairs ? "" : "tallystick recount --repair writes wrong rows anew")
        .with("recount", ended.id())
        .with("events", ended.events())
        .with("windows", ended.cells())
        .with("differences", ended.differences())
        .with("repaired", ended.repaired());
    LOGGER.warn("{}", differs);
  }

  private void advance(RecountReport started, String step, double share) {
    if (stopping) {
      throw new IllegalStateException("the node is stopping");
    }
    put(report(
        started.id(),
        started.request(),
        State.RUNNING,
        started.startedMillis(),
        step,
        share,
        new RecountFindings(),
        null));
  }

  private RecountReport report(
      long id,
      RecountRequest request,
      State state,
      long startedMillis,
      String step,
      double share,
      RecountFindings found,
      @Nullable String failure) {
    return new RecountReport(
        id,
        request,
        state,
        startedMillis,
        state == State.RUNNING ? null : clock.getAsLong(),
        step,
        share,
        found.exportMillis,
        found.recountMillis,
        found.coverage,
        found.events,
        found.cells,
        found.differences,
        found.causes,
        found.listed,
        found.fates,
        found.fateDifferences,
        found.ledger,
        found.archive,
        found.rows,
        found.repaired,
        found.notes,
        failure);
  }

  private synchronized void put(RecountReport report) {
    reports.put(report.id(), report);
    reports.remove(report.id() - REPORTS_MAX);
  }

  @Override
  public synchronized @Nullable RecountReport find(long id) {
    return reports.get(id);
  }

  @Override
  public synchronized @Nullable RecountReport latest() {
    return reports.get(last);
  }

  @Override
  public List<RowRepair.Recorded> repairs(int countMax) {
    try (NodeData data = node.open()) {
      return data.repair().recorded(countMax);
    }
  }

  /** Gives up a recount that runs; nothing that it has read was changed. */
  @Override
  public void close() {
    stopping = true;
    Thread started;
    synchronized (this) {
      started = thread;
    }
    SqlRecount recount = running;
    if (recount != null) {
      recount.cancel();
    }
    if (started != null) {
      try {
        started.join(STOP_MILLIS_MAX);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
