package io.tallystick.flink.archive;

import io.tallystick.core.archive.ArchiveFile;
import io.tallystick.core.ledger.FateRuns;
import io.tallystick.flink.record.LogRecord;
import io.tallystick.flink.record.RecordRouter;
import io.tallystick.kafka.record.EventRecord;
import io.tallystick.kafka.record.EventRecordReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the files that a task has planned, one after the other, on a thread of its own. What cannot
 * be written is tried again for ever.
 *
 * <p>Thread-safe; the task submits, and takes what is done.
 */
public final class ArchiveWriter implements AutoCloseable {

  /*
   * The events are read from the topic once more. Nothing has to be kept meanwhile: neither in
   * memory nor in checkpoints, however long the folder cannot be written to. What waits is some
   * bytes a record; when that becomes much, counting waits too.
   */

  private static final Logger LOGGER = LoggerFactory.getLogger(ArchiveWriter.class);

  /** Memory of waiting files beyond which counting waits. */
  private static final long WAITING_BYTES_MAX = 16 << 20;

  private static final long PATIENCE_MILLIS = 10_000;
  private static final long RETRY_MILLIS_MIN = 500;
  private static final long RETRY_MILLIS_MAX = 30_000;
  private static final long STOP_MILLIS_MAX = 5_000;

  private final String name;
  private final ArchiveSettings settings;
  private final TopicSource topic;
  private final RecordRouter router;
  private final EventRecordReader records;
  private final Thread thread;
  private final LinkedBlockingQueue<PartitionArchive.Planned> waiting = new LinkedBlockingQueue<>();
  private final List<PartitionArchive.Planned> done = new ArrayList<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong lostEvents = new AtomicLong();
  private final Set<Integer> compared = new HashSet<>();
  private @Nullable ArchiveStore store;
  private volatile @Nullable String failure;
  private volatile @Nullable ArchiveRefusedException refused;
  private volatile boolean stopping;

  /**
   * Begins to wait for files.
   *
   * @param name for the log, and of the thread
   * @param partitions of the cluster
   */
  public ArchiveWriter(String name, ArchiveSettings settings, int partitions) {
    this.name = name;
    this.settings = settings;
    topic = settings.source().open();
    router = new RecordRouter(partitions);
    records = new EventRecordReader(partitions);
    thread = new Thread(this::run, "archive " + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** A file is to be written. */
  public void submit(PartitionArchive.Planned file) {
    waitingBytes.addAndGet(file.stretch().bytes());
    waiting.add(file);
  }

  /** Takes the files that are there since the last call. */
  public List<PartitionArchive.Planned> takeDone() {
    synchronized (done) {
      List<PartitionArchive.Planned> taken = List.copyOf(done);
      done.clear();
      return taken;
    }
  }

  /**
   * Waits as long as too much is waiting.
   *
   * @throws IllegalStateException when the folder is not for this job
   */
  public void awaitRoom() throws InterruptedException {
    long beginMillis = System.currentTimeMillis();
    for (long told = 0; ; ) {
      ArchiveRefusedException problem = refused;
      if (problem != null) {
        throw new IllegalStateException(problem.getMessage(), problem);
      }
      if (waitingBytes.get() <= WAITING_BYTES_MAX) {
        return;
      }
      long waitedMillis = System.currentTimeMillis() - beginMillis;
      if (waitedMillis >= told + PATIENCE_MILLIS) {
        told = waitedMillis;
        LOGGER.warn(
            "{}: {} files of events wait to be archived ({}); counting waits for {} s now, nothing"
                + " is lost",
            name,
            waiting.size(),
            failure,
            waitedMillis / 1000);
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** Files that wait. */
  public int waitingFiles() {
    return waiting.size();
  }

  /** Events that were archived since the task began. */
  public long events() {
    return events.get();
  }

  /** Events that the topic had deleted before they were archived, since the task began. */
  public long lostEvents() {
    return lostEvents.get();
  }

  /** Why writing does not work at the moment; null when it does. */
  public @Nullable String failure() {
    return failure;
  }

  private void run() {
    try {
      while (!stopping) {
        PartitionArchive.Planned file = waiting.take();
        write(file);
        waitingBytes.addAndGet(-file.stretch().bytes());
      }
    } catch (InterruptedException e) {
      return;
    } catch (ArchiveRefusedException e) {
      LOGGER.error("{}: {}", name, e.getMessage());
      refused = e;
    } finally {
      topic.close();
    }
  }

  private void write(PartitionArchive.Planned file) throws InterruptedException {
    for (long pause = RETRY_MILLIS_MIN; ; pause = Math.min(RETRY_MILLIS_MAX, 2 * pause)) {
      try {
        tryWrite(file.stretch());
        synchronized (done) {
          done.add(file);
        }
        if (failure != null) {
          LOGGER.info("{}: the archive can be written to again", name);
          failure = null;
        }
        return;
      } catch (ArchiveRefusedException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        if (stopping || Thread.interrupted()) {
          throw new InterruptedException();
        }
        LOGGER.warn(
            "{}: events {}..{} of partition {} cannot be archived to {} ({}); the topic has them,"
                + " trying again",
            name,
            file.stretch().begin(),
            file.stretch().end(),
            file.stretch().partition(),
            settings.url(),
            String.valueOf(e));
        failure = String.valueOf(e);
        Thread.sleep(pause);
      }
    }
  }

  private void tryWrite(Stretch stretch) throws IOException {
    ArchiveStore open = store;
    if (open == null) {
      String owner = settings.store() + "/" + topic.id();
      open = new ArchiveStore(
          settings.url(),
          UUID.nameUUIDFromBytes(owner.getBytes(StandardCharsets.UTF_8))
              .toString()
              .replace("-", ""));
      open.claim();
      store = open;
    }
    if (!compared.contains(stretch.partition())) {
      boolean there = isThere(open, stretch);
      compared.add(stretch.partition());
      if (there) {
        return;
      }
    }
    try {
      ArchiveFile written;
      try {
        written = write(open, stretch, false);
      } catch (MissingException e) {
        // what a producer claims of its records may be wrong
        written = write(open, stretch, true);
      }
      open.add(written);
      events.addAndGet(stretch.events());
    } catch (GoneException e) {
      lostEvents.addAndGet(stretch.events());
      LOGGER.error("{}: {}", name, e.getMessage());
    }
  }

  /**
   * Writes the file of a stretch.
   *
   * @param everyRecord whether to look into records that are said to be of another partition
   */
  private ArchiveFile write(ArchiveStore target, Stretch stretch, boolean everyRecord)
      throws IOException {
    byte[] fates = fates(stretch);
    ArchiveFile[] written = new ArchiveFile[1];
    target.write(file(stretch, 1, 0), out -> {
      EventFile file = new EventFile(out);
      fill(file, stretch, fates, everyRecord);
      file.close();
      written[0] = file(stretch, file.bytes(), file.checksum());
    });
    return written[0];
  }

  private static ArchiveFile file(Stretch stretch, long bytes, int checksum) {
    return new ArchiveFile(
        stretch.partition(),
        stretch.begin(),
        stretch.end(),
        ArchiveFile.day(stretch.arrivalFirst()),
        stretch.arrivalFirst(),
        stretch.arrivalLast(),
        bytes,
        checksum);
  }

  /** Whether this very file was written before; looked at once for a partition. */
  private static boolean isThere(ArchiveStore store, Stretch stretch) throws IOException {
    ArchiveStore.Range range = store.overlap(stretch.partition(), stretch.begin(), stretch.end());
    if (range == null) {
      return false;
    }
    if (store.has(file(stretch, 1, 0))) {
      return true;
    }
    throw new ArchiveRefusedException("archive.url: partition " + stretch.partition()
        + " has files with events " + range.begin() + ".." + range.end() + " (expected: none,"
        + " events " + stretch.begin() + ".." + stretch.end() + " are to be written); they are of"
        + " another run of the job, name another folder");
  }

  private static byte[] fates(Stretch stretch) throws IOException {
    byte[] fates = new byte[stretch.events()];
    int[] at = {0};
    FateRuns.read(stretch.fates(), 0, stretch.fates().length, (fate, length) -> {
      Arrays.fill(fates, at[0], at[0] + (int) length, (byte) fate.number());
      at[0] += (int) length;
    });
    if (at[0] != fates.length) {
      throw new IOException("fates: " + at[0] + " (expected: " + fates.length + ")");
    }
    return fates;
  }

  /** The topic no longer has all events of a file. */
  private static final class GoneException extends IOException {
    private static final long serialVersionUID = 1L;

    GoneException(String message) {
      super(message);
    }
  }

  /** Not all events of a file were found. */
  private static final class MissingException extends IOException {
    private static final long serialVersionUID = 1L;

    MissingException(String message) {
      super(message);
    }
  }

  private void fill(EventFile file, Stretch stretch, byte[] fates, boolean everyRecord)
      throws IOException {
    PrimitiveIterator.OfLong arrivals = stretch.arrivalGaps();
    long[] arrival = {stretch.arrivalFirst()};
    int[] at = {0};
    for (Stretch.Run run : stretch.runs()) {
      topic.read(run.topicPartition(), run.begin(), run.end(), record -> {
        if (!everyRecord && isOfAnother(record, stretch.partition())) {
          return;
        }
        List<LogRecord> parts = new ArrayList<>(1);
        router.route(record, Math.max(0, record.timestamp()), parts::add);
        for (LogRecord part : parts) {
          if (part.kind() == LogRecord.Kind.EVENTS && part.partition() == stretch.partition()) {
            if (!arrivals.hasNext()) {
              throw new IOException("topic: more records of partition " + stretch.partition()
                  + " in " + run + " than were counted");
            }
            arrival[0] += arrivals.nextLong();
            at[0] += file.add(
                stretch.partition(),
                stretch.begin() + at[0],
                arrival[0],
                part.payload(),
                fates,
                at[0]);
          }
        }
      });
    }
    if (at[0] != fates.length) {
      requireKept(stretch);
      throw new MissingException("topic: " + at[0] + " events of partition " + stretch.partition()
          + " from offset " + stretch.begin() + " (expected: " + fates.length + ")");
    }
  }

  /** By what its producer says: several partitions share a topic partition. */
  private boolean isOfAnother(ConsumerRecord<byte[], byte[]> record, int partition) {
    return records.read(record.key(), record.value(), record.headers())
            instanceof EventRecord.Routed routed
        && routed.partition() != partition;
  }

  private void requireKept(Stretch stretch) throws IOException {
    for (Stretch.Run run : stretch.runs()) {
      if (topic.begin(run.topicPartition()) > run.begin()) {
        throw new GoneException("events " + stretch.begin() + ".." + stretch.end()
            + " of partition " + stretch.partition() + " are not archived: the topic has deleted"
            + " them already (expected: a retention much longer than archive.file-age); their counts"
            + " are right, a recount will miss them");
      }
    }
  }

  /** Stops; what waits is in state, and written after the next start. */
  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    try {
      thread.join(STOP_MILLIS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
