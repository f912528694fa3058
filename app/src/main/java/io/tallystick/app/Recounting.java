package io.tallystick.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.archive.duck.DuckSettings;
import io.tallystick.archive.parquet.ArchiveFolder;
import io.tallystick.archive.parquet.Archiver;
import io.tallystick.archive.parquet.ParquetArchive;
import io.tallystick.archive.recount.RecountJobs;
import io.tallystick.archive.recount.RecountSettings;
import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.recount.NodeData;
import io.tallystick.core.recount.RawEvents;
import io.tallystick.core.recount.Recounts;
import io.tallystick.core.recount.RowRepair;
import io.tallystick.embedded.engine.EngineRecount;
import io.tallystick.embedded.engine.ReopeningEngine;
import io.tallystick.embedded.step.Steps;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The archive of a node and its recounts, plugged into its engine. Thread-safe. */
final class Recounting implements AutoCloseable {

  /** Below the data directory; holds nothing that is needed after a restart. */
  private static final String WORK_FOLDER = "recount";

  /** More than writing a file needs, whatever its events are, and it must not take all cores. */
  private static final long ARCHIVE_MEMORY_BYTES = 256L << 20;

  private static final int ARCHIVE_HEAP_SHARE = 4;

  private static final int ARCHIVE_THREADS = 1;
  private static final long ARCHIVE_EVERY_SECONDS_MAX = 30;

  /** It looks so many times for what has aged out while one retention passes. */
  private static final long LOOKS_PER_RETENTION = 60;

  private final RecountJobs jobs;
  private final @Nullable Archiver archiver;

  private Recounting(RecountJobs jobs, @Nullable Archiver archiver) {
    this.jobs = jobs;
    this.archiver = archiver;
  }

  /** A node with a small heap shall be small beside it, too. */
  private static long archiveMemoryBytes() {
    long share = Runtime.getRuntime().maxMemory() / ARCHIVE_HEAP_SHARE;
    return Math.max(DuckSettings.MEMORY_BYTES_MIN, Math.min(ARCHIVE_MEMORY_BYTES, share));
  }

  /**
   * Begins to archive, if that is configured, and removes what a crash has left of a recount.
   *
   * @param clock milliseconds since the epoch
   */
  static Recounting start(
      NodeConfiguration configuration,
      ReopeningEngine engine,
      LongSupplier clock,
      MeterRegistry meters) {
    Path data = configuration.data().directory();
    Path work = data.resolve(WORK_FOLDER);
    Path temporary = work.resolve("tmp");
    Archiver archiver = null;
    if (configuration.archive().enabled()) {
      archiver = new Archiver(
          new ArchiveFolder(configuration.archive().directory(data), folderId(engine)),
          () -> lease(engine),
          new DuckSettings(archiveMemoryBytes(), ARCHIVE_THREADS, data.resolve("archive-tmp")),
          configuration.log().retention().toMillis(),
          clock,
          Steps.LISTENER);
      Archiver keeper = archiver;
      engine.whenOpened(open -> open.recount().keepUntilArchived(keeper::archivedEnd));
      long retentionSeconds = configuration.log().retention().toSeconds();
      archiver.start(
          Math.min(ARCHIVE_EVERY_SECONDS_MAX, 1 + retentionSeconds / LOOKS_PER_RETENTION));
      register(archiver, engine, meters);
    }
    int cores = Runtime.getRuntime().availableProcessors();
    RecountSettings settings = new RecountSettings(
        new DuckSettings(
            configuration.recount().memoryBytes(),
            configuration.recount().threads().orElse(cores),
            temporary),
        work,
        configuration.deduplication().window().toMillis(),
        configuration.events().futureMillisMax());
    Archiver source = archiver;
    RecountJobs jobs = new RecountJobs(
        settings, () -> source == null ? null : opened(source), () -> lease(engine), clock);
    return new Recounting(jobs, archiver);
  }

  private static String folderId(ReopeningEngine engine) {
    try (ReopeningEngine.Lease lease = engine.lease()) {
      return lease.engine().folderId();
    }
  }

  private static ParquetArchive opened(Archiver archiver) {
    ParquetArchive archive = archiver.archive();
    if (archive == null) {
      throw new IllegalStateException("archive: not open (" + archiver.failure() + ")");
    }
    return archive;
  }

  /** The data of the engine that is open now, which is not replaced meanwhile. */
  private static NodeData lease(ReopeningEngine engine) {
    ReopeningEngine.Lease lease = engine.lease();
    EngineRecount data = lease.engine().recount();
    return new NodeData() {
      @Override
      public RawEvents events() {
        return data;
      }

      @Override
      public CommittedData.Source committed() {
        return data;
      }

      @Override
      public RowRepair repair() {
        return data;
      }

      @Override
      public void close() {
        lease.close();
      }
    };
  }

  private static void register(Archiver archiver, NodeStatus engine, MeterRegistry meters) {
    Gauge.builder("tallystick.archive.failed", archiver, a -> a.failure() == null ? 0 : 1)
        .description("1 while events that leave the log cannot be archived")
        .register(meters);
    Gauge.builder("tallystick.archive.events", archiver, a -> archived(a, engine))
        .description("Events that were archived, of all partitions")
        .register(meters);
  }

  private static double archived(Archiver archiver, NodeStatus engine) {
    long events = 0;
    for (int partition = 0; partition < engine.partitions().size(); partition++) {
      events += archiver.archivedEnd(partition);
    }
    return events;
  }

  Recounts recounts() {
    return jobs;
  }

  /** Gives up a recount that runs, and finishes the file that is being archived. */
  @Override
  public void close() {
    jobs.close();
    if (archiver != null) {
      archiver.close();
    }
  }
}
