package io.tallystick.embedded.engine;

import io.tallystick.core.process.PartitionState;
import io.tallystick.embedded.log.RocksEventLog;
import io.tallystick.embedded.rocks.StoreException;
import io.tallystick.embedded.rollup.RocksRollupStore;
import java.nio.file.Path;

/** Checks at the start that log and rollups are of one piece, before anything is counted. */
final class StartCheck {

  /*
   * A write-ahead log that is missing between two others takes commits out of the middle: the state
   * is that of a later commit, and the rows lack what was lost. RocksDB should see that; if it does
   * not, the records of the commits do not join. Only the latest can be affected, because what was
   * in the files at the start before is listed in the manifest.
   */

  /** More than the write-ahead log of the rollups can hold. */
  private static final long EVENTS_CHECKED_MAX = 20_000_000;

  private final Path folder;
  private final RocksEventLog log;
  private final RocksRollupStore store;

  StartCheck(Path folder, RocksEventLog log, RocksRollupStore store) {
    this.folder = folder;
    this.log = log;
    this.store = store;
  }

  /**
   * Checks one partition.
   *
   * @throws StoreException when something is missing
   */
  void check(int partition) {
    PartitionState state = store.state(partition);
    long offset = state == null ? 0 : state.offset();
    long begin = log.begin(partition);
    long end = log.end(partition);
    if (end < offset || begin > offset) {
      throw StoreException.damaged(
          folder,
          "the log of partition " + partition + " has offsets " + begin + ".." + end
              + " (expected: to reach " + offset + ", before which everything was counted)");
    }
    checkCommits(partition, Math.max(begin, offset - EVENTS_CHECKED_MAX), offset);
  }

  private void checkCommits(int partition, long from, long offset) {
    long[] reached = {from};
    boolean[] first = {true};
    store.journal().commits(partition, from, commit -> {
      boolean joins = first[0] ? commit.beginOffset() <= from : commit.beginOffset() == reached[0];
      first[0] = false;
      if (joins) {
        reached[0] = commit.endOffset();
      }
      return joins;
    });
    if (reached[0] != offset) {
      throw StoreException.damaged(
          folder,
          "the commits of partition " + partition + " join up to offset " + reached[0]
              + " (expected: " + offset + "; the rollups lack what was committed between)");
    }
  }
}
