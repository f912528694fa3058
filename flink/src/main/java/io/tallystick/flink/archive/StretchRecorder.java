package io.tallystick.flink.archive;

import io.tallystick.core.archive.ArchiveFile;
import io.tallystick.core.ledger.FateRuns;
import io.tallystick.core.publish.Varints;
import io.tallystick.flink.record.LogRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Notes what one partition counts between two checkpoints, as stretches that each fit into a file.
 * Owned by the task.
 */
final class StretchRecorder {

  private static final int ARRIVALS_MIN = 64;
  private static final long NO_DAY = Long.MIN_VALUE;

  private final int partition;
  private final int eventsMax;
  private final List<Stretch> ended = new ArrayList<>();
  private List<Stretch.Run> runs = new ArrayList<>();
  private byte[] arrivals = new byte[ARRIVALS_MIN];
  private int arrivalsSize;
  private int events;
  private long arrivalFirst = NO_DAY;
  private long arrivalLast;
  private long next;

  StretchRecorder(int partition, int eventsMax) {
    this.partition = partition;
    this.eventsMax = eventsMax;
  }

  /**
   * The events of a record were counted.
   *
   * @param offset of the first of them
   * @param arrivalMillis when they arrived; never decreases
   */
  void add(LogRecord record, long offset, long arrivalMillis) {
    int count = (int) record.number();
    if (events > 0
        && (events + count > eventsMax || !ArchiveFile.sameDay(arrivalFirst, arrivalMillis))) {
      end();
    }
    if (events == 0) {
      next = offset;
      arrivalFirst = arrivalMillis;
      arrivalLast = arrivalMillis;
    }
    if (arrivals.length - arrivalsSize < Varints.BYTES_MAX) {
      arrivals = Arrays.copyOf(arrivals, 2 * arrivals.length);
    }
    arrivalsSize = Varints.put(arrivals, arrivalsSize, arrivalMillis - arrivalLast);
    arrivalLast = arrivalMillis;
    events += count;
    Stretch.join(
        runs, new Stretch.Run(record.topicPartition(), record.position(), record.position() + 1));
  }

  private void end() {
    ended.add(new Stretch(
        partition,
        next,
        events,
        arrivalFirst,
        arrivalLast,
        runs,
        Arrays.copyOf(arrivals, arrivalsSize),
        new byte[0]));
    runs = new ArrayList<>();
    arrivalsSize = 0;
    events = 0;
  }

  /** Memory that is held, roughly. */
  long bytes() {
    return arrivalsSize + 40L * runs.size();
  }

  /**
   * Takes what was noted since the last call.
   *
   * @param fates of all of it
   */
  List<Stretch> take(byte[] fates) {
    if (events > 0) {
      end();
    }
    if (ended.isEmpty()) {
      return List.of();
    }
    List<Stretch> taken = new ArrayList<>();
    if (ended.size() == 1) {
      taken.add(with(ended.get(0), fates));
    } else {
      slice(fates, taken);
    }
    ended.clear();
    return taken;
  }

  private void slice(byte[] fates, List<Stretch> taken) {
    int[] rest = {ended.get(0).events()};
    FateRuns[] slice = {new FateRuns()};
    FateRuns.read(fates, 0, fates.length, (fate, length) -> {
      for (long i = 0; i < length; i++) {
        slice[0].add(fate);
        rest[0]--;
        if (rest[0] == 0) {
          taken.add(with(ended.get(taken.size()), slice[0].toByteArray()));
          slice[0] = new FateRuns();
          rest[0] = taken.size() < ended.size() ? ended.get(taken.size()).events() : -1;
        }
      }
    });
    if (taken.size() != ended.size()) {
      throw new IllegalStateException("fates: of " + taken.size() + " stretches of partition "
          + partition + " (expected: of " + ended.size() + ")");
    }
  }

  private static Stretch with(Stretch noted, byte[] fates) {
    return new Stretch(
        noted.partition(),
        noted.begin(),
        noted.events(),
        noted.arrivalFirst(),
        noted.arrivalLast(),
        noted.runs(),
        noted.arrivals(),
        fates);
  }
}
