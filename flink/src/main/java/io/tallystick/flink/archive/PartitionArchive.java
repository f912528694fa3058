package io.tallystick.flink.archive;

import io.tallystick.core.archive.ArchiveFile;
import io.tallystick.flink.record.LogRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.MapState;
import org.jspecify.annotations.Nullable;

/**
 * Plans the files of one partition. Owned by the task; the partition's key must be current in every
 * call that throws.
 */
public final class PartitionArchive {

  /*
   * The topic holds the events already, so state only notes where: some bytes a record, a piece for
   * each checkpoint. Once there are events enough for a file, or the first of them is old enough, a
   * file is planned: from one offset to another, in state as well. It may be written when a
   * checkpoint with the plan is complete, and then every later state has the plan until the file is
   * there. So whoever writes it, how often and after which restart, writes the same events under
   * the same name.
   */

  /** A file to write. */
  public static final class Planned {

    private final List<Planned> written;
    private final Stretch stretch;
    private final List<Long> pieces;
    private final long epoch;

    Planned(List<Planned> written, Stretch stretch, List<Long> pieces, long epoch) {
      this.written = written;
      this.stretch = stretch;
      this.pieces = List.copyOf(pieces);
      this.epoch = epoch;
    }

    Stretch stretch() {
      return stretch;
    }

    /** The file is there, durably; its plan goes with the next freeze. Called by the task. */
    public void done() {
      written.add(this);
    }
  }

  private final int partition;
  private final ArchiveSettings settings;
  private final MapState<Long, byte[]> pieces;
  private final MapState<Long, Long> plans;
  private final StretchRecorder recorder;
  private final ArrayDeque<Planned> planned = new ArrayDeque<>();
  private final List<Planned> written = new ArrayList<>();
  private final List<Long> openPieces = new ArrayList<>();
  private @Nullable Stretch open;
  private long openedMillis = Long.MAX_VALUE;

  /**
   * @param pieces by the offset of their first event
   * @param plans begin and end of the files that are planned
   */
  public PartitionArchive(
      int partition,
      ArchiveSettings settings,
      MapState<Long, byte[]> pieces,
      MapState<Long, Long> plans) {
    this.partition = partition;
    this.settings = settings;
    this.pieces = pieces;
    this.plans = plans;
    recorder = new StretchRecorder(partition, settings.fileEvents());
  }

  /**
   * Goes on where a checkpoint has left off.
   *
   * @param checkpoint that is complete
   */
  public void restore(long checkpoint) throws Exception {
    TreeMap<Long, Stretch> stored = new TreeMap<>();
    for (Map.Entry<Long, byte[]> piece : pieces.entries()) {
      stored.put(piece.getKey(), StretchLayout.read(piece.getValue()));
    }
    TreeMap<Long, Long> ends = new TreeMap<>();
    for (Map.Entry<Long, Long> plan : plans.entries()) {
      ends.put(plan.getKey(), plan.getValue());
    }
    for (Stretch piece : stored.values()) {
      Map.Entry<Long, Long> plan = ends.floorEntry(piece.begin());
      if (plan == null || plan.getValue() < piece.end()) {
        // what is planned from here on is in no checkpoint yet
        join(piece, checkpoint + 1);
        continue;
      }
      if (plan.getKey() == piece.begin() && open != null) {
        plan(checkpoint + 1);
      }
      open = open == null ? piece : opened().plus(piece);
      openPieces.add(piece.begin());
      if (opened().end() == plan.getValue()) {
        plan(checkpoint);
      }
    }
  }

  private Stretch opened() {
    Stretch stretch = open;
    if (stretch == null) {
      throw new IllegalStateException("archive: nothing is open (expected: a stretch)");
    }
    return stretch;
  }

  /**
   * The events of a record were counted.
   *
   * @param offset of the first of them
   */
  public void add(LogRecord record, long offset, long arrivalMillis) {
    recorder.add(record, offset, arrivalMillis);
  }

  /**
   * Puts into state what was counted since the last call.
   *
   * @param fates of all of it
   */
  public void freeze(long epoch, byte[] fates, long nowMillis) throws Exception {
    for (Planned file : written) {
      for (Long piece : file.pieces) {
        pieces.remove(piece);
      }
      plans.remove(file.stretch.begin());
    }
    written.clear();
    for (Stretch piece : recorder.take(fates)) {
      join(piece, epoch);
      pieces.put(piece.begin(), StretchLayout.write(piece));
      if (opened().events() >= settings.fileEvents() || isLong(opened())) {
        plan(epoch);
      }
    }
    if (open != null) {
      openedMillis = Math.min(openedMillis, nowMillis);
      if (nowMillis - openedMillis >= settings.fileMillis()) {
        plan(epoch);
      }
    }
  }

  private boolean isLong(Stretch stretch) {
    return stretch.arrivalLast() - stretch.arrivalFirst() >= settings.fileMillis();
  }

  /** Adds a piece to the open stretch, or ends that when it does not fit. */
  private void join(Stretch piece, long epoch) throws Exception {
    Stretch before = open;
    if (before != null && !fits(before, piece)) {
      plan(epoch);
      before = null;
    }
    open = before == null ? piece : before.plus(piece);
    openPieces.add(piece.begin());
  }

  private boolean fits(Stretch before, Stretch piece) {
    // after a time without an archive they do not follow each other
    return before.end() == piece.begin()
        && before.events() + piece.events() <= settings.fileEvents()
        && ArchiveFile.sameDay(before.arrivalFirst(), piece.arrivalFirst());
  }

  private void plan(long epoch) throws Exception {
    Stretch stretch = opened();
    plans.put(stretch.begin(), stretch.end());
    planned.add(new Planned(written, stretch, openPieces, epoch));
    open = null;
    openPieces.clear();
    openedMillis = Long.MAX_VALUE;
  }

  /** Takes the files that may be written, as a checkpoint with their plans is complete. */
  public List<Planned> take(long completedEpoch) {
    List<Planned> taken = new ArrayList<>();
    while (!planned.isEmpty() && planned.peek().epoch <= completedEpoch) {
      taken.add(planned.remove());
    }
    return taken;
  }

  public int partition() {
    return partition;
  }

  /** Memory of what the next freeze puts into state, roughly. */
  public long recordedBytes() {
    return recorder.bytes();
  }
}
