package io.tallystick.archive.parquet;

import io.tallystick.archive.duck.DuckSettings;
import io.tallystick.core.archive.ArchiveFile;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.node.Notice;
import io.tallystick.core.process.StepListener;
import io.tallystick.core.recount.NodeData;
import io.tallystick.core.recount.RawEvents;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events to the archive as they age out of the log, on a thread of its own. Thread-safe.
 *
 * <p>When it fails, for instance because the disk is full, the log keeps the events and it tries
 * again; {@link #failure} says so.
 */
public final class Archiver implements AutoCloseable {

  /*
   * A file is written once as many events as it holds have aged out, or an hour's arrivals, or those of a
   * day: whichever comes first. So files are not tiny, all events of a file arrived on one day, and
   * what waits in the log beyond its retention is bounded.
   */

  /** Time of arrival after which a file is full. */
  static final long FILE_MILLIS = Duration.ofHours(1).toMillis();

  private static final Logger LOGGER = LoggerFactory.getLogger(Archiver.class);
  private static final long STOP_SECONDS_MAX = 5;

  private final ArchiveFolder folder;
  private final NodeData.Source node;
  private final DuckSettings duck;
  private final long retentionMillis;
  private final LongSupplier clock;
  private final StepListener steps;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "archive");
        daemon.setDaemon(true);
        return daemon;
      });
  private volatile @Nullable ParquetArchive archive;
  private volatile @Nullable String failure;
  private volatile boolean stopping;

  /**
   * @param folder of the archive
   * @param retentionMillis how long events stay in the log after arrival, at least
   * @param clock milliseconds since the epoch
   * @param steps hears of each step of archiving
   */
  public Archiver(
      ArchiveFolder folder,
      NodeData.Source node,
      DuckSettings duck,
      long retentionMillis,
      LongSupplier clock,
      StepListener steps) {
    this.folder = folder;
    this.node = node;
    this.duck = duck;
    this.retentionMillis = retentionMillis;
    this.clock = clock;
    this.steps = steps;
  }

  /**
   * Opens the archive, and begins to look every so many seconds for events that have aged out. When
   * the archive cannot be opened it tries again then.
   *
   * @throws ArchiveException when the folder is the archive of another node
   */
  public void start(long everySeconds) {
    try {
      folder.claim();
    } catch (IOException e) {
      // opening it fails too, and is tried again
    }
    tryRun(this::open);
    thread.scheduleWithFixedDelay(
        () -> tryRun(this::run), everySeconds, everySeconds, TimeUnit.SECONDS);
  }

  /** Why archiving does not work at the moment; null when it does. */
  public @Nullable String failure() {
    return failure;
  }

  /** The archive; null as long as it could not be opened. */
  public @Nullable ParquetArchive archive() {
    return archive;
  }

  /** Offset after the last event of a partition that is archived; 0 when that is not known. */
  public long archivedEnd(int partition) {
    ParquetArchive open = archive;
    return open == null ? 0 : open.end(partition);
  }

  private ParquetArchive open() {
    ParquetArchive open = archive;
    if (open == null) {
      open = ParquetArchive.open(folder, steps);
      archive = open;
    }
    return open;
  }

  private void tryRun(Runnable task) {
    try {
      task.run();
      if (failure != null) {
        LOGGER.info("{}", Notice.of("archive-works", "archive: works again"));
      }
      failure = null;
    } catch (RuntimeException e) {
      if (failure == null) {
        LOGGER.warn(
            "{}",
            Notice.of("archive-failed", String.valueOf(e.getMessage()))
                .did("the log keeps the events, trying again")
                .advice("see that the folder takes files")
                .with("folder", folder.toString()),
            e);
      }
      failure = e.getMessage();
    }
  }

  /** Archives all that has aged out. */
  void run() {
    ParquetArchive open = open();
    open.settle();
    try (NodeData data = node.open()) {
      RawEvents events = data.events();
      for (int partition = 0; partition < events.partitions() && !stopping; partition++) {
        run(open, events, partition);
      }
    }
  }

  private void run(ParquetArchive open, RawEvents events, int partition) {
    EventFileWriter writer = null;
    try {
      long agedMillis = clock.getAsLong() - retentionMillis;
      while (!stopping && hasFullFile(events, partition, agedMillis)) {
        if (writer == null) {
          writer = new EventFileWriter(duck);
        }
        writeFile(open, events, writer, partition, agedEnd(events, partition, agedMillis));
      }
    } finally {
      if (writer != null) {
        writer.close();
      }
    }
  }

  private long begin(RawEvents events, int partition) {
    return Math.max(archivedEnd(partition), events.begin(partition));
  }

  private long agedEnd(RawEvents events, int partition, long agedMillis) {
    return Math.min(events.offsetAt(partition, agedMillis), events.decidedEnd(partition));
  }

  private boolean hasFullFile(RawEvents events, int partition, long agedMillis) {
    long begin = begin(events, partition);
    long end = agedEnd(events, partition, agedMillis);
    if (end <= begin) {
      return false;
    }
    if (end - begin >= EventFileWriter.eventsMax(duck)) {
      return true;
    }
    long[] first = new long[1];
    events.read(partition, begin, end, (entry, fates) -> {
      first[0] = entry.arrivalMillis();
      return false;
    });
    return agedMillis - first[0] >= FILE_MILLIS || !ArchiveFile.sameDay(agedMillis, first[0]);
  }

  private void writeFile(
      ParquetArchive open, RawEvents events, EventFileWriter writer, int partition, long end) {
    long begin = begin(events, partition);
    long[] arrivals = {Long.MIN_VALUE, 0};
    events.read(partition, begin, end, (entry, fates) -> {
      if (arrivals[0] == Long.MIN_VALUE) {
        arrivals[0] = entry.arrivalMillis();
      } else if (isFull(writer, arrivals[0], entry)) {
        return false;
      }
      writer.add(partition, entry, fates);
      arrivals[1] = entry.arrivalMillis();
      return !stopping;
    });
    if (!stopping) {
      open.add(writer, partition, begin, arrivals[0], arrivals[1]);
    }
  }

  private static boolean isFull(EventFileWriter writer, long arrivalFirst, EventLog.Entry entry) {
    return writer.isFull()
        || entry.arrivalMillis() - arrivalFirst >= FILE_MILLIS
        || !ArchiveFile.sameDay(entry.arrivalMillis(), arrivalFirst);
  }

  /** Stops; a file that is not finished is written again after the next start. */
  @Override
  public void close() {
    stopping = true;
    // not interrupted: that would close files in the middle of a write
    thread.shutdown();
    try {
      thread.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
