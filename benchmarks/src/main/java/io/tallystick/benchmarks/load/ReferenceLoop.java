package io.tallystick.benchmarks.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Counts made-up events in one thread of our own process: the same work on every commit and every
 * machine. Single-threaded.
 *
 * <p>A shared machine is twice as slow in one minute as in the next, and the CPU time of a node
 * with it. So a figure of the node means more when it is divided by this one, measured in the same
 * run.
 */
public final class ReferenceLoop {

  /*
   * What counting cannot do without: bytes are written and read once, an id is hashed and looked up
   * in a table that no cache holds, and one of many counters goes up. Nothing of Tallystick is
   * used, so that our own improvements do not move the scale. Do not improve it, for the same reason.
   */

  private static final int ROUNDS = 2;
  private static final int EVENTS = 1 << 21;
  private static final int SLOTS = EVENTS * 4;
  private static final int EVENT_LONGS = 8;
  private static final int BATCH_EVENTS = 1000;
  private static final int SUBJECTS = 100_000;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Zipf zipf = new Zipf(SUBJECTS, 1.0);
  private final long[] batch = new long[BATCH_EVENTS * EVENT_LONGS];
  private final long[] counts = new long[SUBJECTS];
  private final long[] seen = new long[SLOTS];
  private double cpuSeconds;
  private int rounds;

  public ReferenceLoop() {
    round(); // compiles it
  }

  /** Measures some more. */
  public void measure() {
    long before = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < ROUNDS; i++) {
      round();
    }
    cpuSeconds += (threads.getCurrentThreadCpuTime() - before) / 1e9;
    rounds += ROUNDS;
  }

  /** CPU-seconds for a million events, on average of what was measured so far. */
  public double cpuSecondsPerMillion() {
    return cpuSeconds / rounds / EVENTS * 1e6;
  }

  private void round() {
    Arrays.fill(seen, 0);
    Arrays.fill(counts, 0);
    SplittableRandom random = new SplittableRandom(1);
    long unique = 0;
    for (int first = 0; first < EVENTS; first += BATCH_EVENTS) {
      for (int i = 0; i < batch.length; i += EVENT_LONGS) {
        long number = first + i / EVENT_LONGS;
        for (int field = 0; field < EVENT_LONGS - 1; field++) {
          batch[i + field] = EventIds.mix(number + field);
        }
        batch[i + EVENT_LONGS - 1] = zipf.next(random);
      }
      for (int i = 0; i < batch.length; i += EVENT_LONGS) {
        long hash = 0;
        for (int field = 0; field < EVENT_LONGS - 1; field++) {
          hash = EventIds.mix(hash ^ batch[i + field]);
        }
        if (add(hash | 1)) {
          unique++;
          counts[(int) batch[i + EVENT_LONGS - 1]]++;
        }
      }
    }
    long counted = Arrays.stream(counts).sum();
    if (counted != unique) {
      throw new IllegalStateException("reference: " + counted + " (expected: " + unique + ")");
    }
  }

  /** Whether the id, which is not 0, was new. */
  private boolean add(long id) {
    int at = (int) (id >>> 40) & SLOTS - 1;
    while (seen[at] != 0) {
      if (seen[at] == id) {
        return false;
      }
      at = at + 1 & SLOTS - 1;
    }
    seen[at] = id;
    return true;
  }
}
