package io.tallystick.core.dedup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The runs of one index: asks them, merges them, and lets them go when nobody needs them. */
final class RunSet {

  /*
   * Size-tiered merging: four runs of about the same size become one. With r runs' worth of ids in
   * the window there are about 3 * log4(r) runs, each of which costs a new id one cache line, and
   * every id is written about log4(r) times. A merge moves on a little with each batch of events,
   * so no call takes long; only when there are far too many runs does it end at once.
   *
   * A run that was replaced or has expired is deleted after the first checkpoint that does not name
   * it has been committed, because a restart may still need it until then.
   */

  /** With more runs than this, a merge no longer waits for the next batches. */
  static final int RUNS_MAX = 16;

  private static final int MERGE_WIDTH = 4;

  private record Retired(long run, long checkpointsBefore) {}

  private final RunStore store;
  private final Generations generations;
  private final List<Retired> retired = new ArrayList<>();

  /** Newest first: what was seen recently is most likely to be seen again. */
  private Run[] runs = {};

  private @Nullable RunMerge merge;
  private long nextRun;
  private long checkpoints;

  private RunSet(RunStore store, Generations generations, DeduplicationCheckpoint checkpoint) {
    this.store = store;
    this.generations = generations;
    nextRun = checkpoint.nextRun();
    checkpoints = checkpoint.sequence();
  }

  /** Opens and verifies what a checkpoint names, and removes everything else. */
  static RunSet restore(
      RunStore store, Generations generations, DeduplicationCheckpoint checkpoint) {
    RunSet set = new RunSet(store, generations, checkpoint);
    store.retainOnly(Set.copyOf(checkpoint.runs()));
    for (long number : checkpoint.runs()) {
      Run run = Run.open(store, number, generations.millis());
      run.verify();
      set.insert(run);
    }
    return set;
  }

  int count() {
    return runs.length;
  }

  long entries() {
    long entries = 0;
    for (Run run : runs) {
      entries += run.entries;
    }
    return entries;
  }

  /** Whether the id was seen in the generation {@code oldestLive} or later. */
  boolean contains(long order, int check, long oldestLive) {
    for (Run run : runs) {
      if (run.find(order, check) >= oldestLive) {
        return true;
      }
    }
    return false;
  }

  /** Reads where the id would be; see {@link DeduplicationIndex#touch}. */
  int touch(long order) {
    int touched = 0;
    for (Run run : runs) {
      touched ^= run.touch(order);
    }
    return touched;
  }

  /** Begins a run of at most so many entries. */
  RunWriter create(long entriesMax) {
    long number = nextRun++;
    return new RunWriter(store.create(number), number, generations.millis(), entriesMax);
  }

  /** Ends a run, and has it from now on unless it is empty. */
  void add(RunWriter written) {
    if (written.entries() == 0) {
      written.abandon();
    } else {
      written.commit();
      insert(Run.open(store, written.run(), generations.millis()));
    }
  }

  /** Lets go of runs in which everything has expired. */
  void dropExpired(long oldestLive) {
    for (Run run : runs) {
      boolean merging = merge != null && merge.inputs().contains(run);
      if (run.generationNewest < oldestLive && !merging) {
        retire(run);
      }
    }
  }

  /** Merges about {@code entries} entries, or more when there are too many runs. */
  void merge(long entries, long generation, long oldestLive) {
    if (merge == null) {
      merge = beginMerge(generation);
    }
    while (merge != null) {
      long some = runs.length > RUNS_MAX ? Long.MAX_VALUE : entries;
      if (!merge.step(some, oldestLive)) {
        return;
      }
      endMerge(merge);
      merge = runs.length > RUNS_MAX ? beginMerge(generation) : null;
    }
  }

  private @Nullable RunMerge beginMerge(long generation) {
    List<Run> inputs = candidates();
    if (inputs.isEmpty()) {
      return null;
    }
    long entriesMax = 0;
    for (Run run : inputs) {
      entriesMax += run.entries;
    }
    return new RunMerge(inputs, create(entriesMax), generation);
  }

  private void endMerge(RunMerge ended) {
    add(ended.writer());
    for (Run run : ended.inputs()) {
      retire(run);
    }
  }

  /** The four smallest runs, if they are alike or too many; none otherwise. */
  private List<Run> candidates() {
    List<Run> bySize = new ArrayList<>(List.of(runs));
    bySize.sort(Comparator.comparingLong(run -> run.entries));
    for (int i = 0; i + MERGE_WIDTH <= bySize.size(); i++) {
      List<Run> some = bySize.subList(i, i + MERGE_WIDTH);
      boolean alike = tier(some.get(0)) == tier(some.get(MERGE_WIDTH - 1));
      if (alike || bySize.size() > RUNS_MAX) {
        return fitsInOne(some) ? some : List.of();
      }
    }
    return List.of();
  }

  private static int tier(Run run) {
    return (63 - Long.numberOfLeadingZeros(run.entries)) / 2;
  }

  private static boolean fitsInOne(List<Run> some) {
    long entries = 0;
    for (Run run : some) {
      entries += run.entries;
    }
    return entries <= RunLayout.ENTRIES_MAX;
  }

  private void insert(Run run) {
    List<Run> more = new ArrayList<>(List.of(runs));
    more.add(run);
    more.sort(Comparator.comparingLong((Run some) -> some.generationNewest).reversed());
    runs = more.toArray(Run[]::new);
  }

  private void retire(Run run) {
    List<Run> fewer = new ArrayList<>(List.of(runs));
    fewer.remove(run);
    runs = fewer.toArray(Run[]::new);
    retired.add(new Retired(run.number, checkpoints));
  }

  /** What a restart needs to have the same runs. */
  DeduplicationCheckpoint checkpoint(long replayFromOffset) {
    Set<Long> numbers = new TreeSet<>();
    for (Run run : runs) {
      numbers.add(run.number);
    }
    return new DeduplicationCheckpoint(
        ++checkpoints, replayFromOffset, nextRun, List.copyOf(numbers));
  }

  /** Deletes the runs that were let go before the checkpoint was taken. */
  void committed(DeduplicationCheckpoint checkpoint) {
    assert checkpoint.sequence() <= checkpoints;
    for (Iterator<Retired> all = retired.iterator(); all.hasNext(); ) {
      Retired one = all.next();
      if (one.checkpointsBefore() < checkpoint.sequence()) {
        store.delete(one.run());
        all.remove();
      }
    }
  }

  /** Gives up a merge that has not ended; nothing else is open. */
  void close() {
    if (merge != null) {
      merge.writer().abandon();
      merge = null;
    }
  }
}
