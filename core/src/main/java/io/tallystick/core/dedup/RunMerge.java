package io.tallystick.core.dedup;

import java.util.List;

/** Merges runs into one, some entries at a time. */
final class RunMerge {

  private final List<Run> inputs;
  private final RunWriter writer;
  private final long generationBegun;

  /** The inputs that are not read to the end, and where they stand. */
  private final Run[] open;

  private final int[] positions;
  private final long[] orders;
  private final int[] checks;
  private int openCount;

  /**
   * @param generationNow nothing in the inputs was seen later
   */
  RunMerge(List<Run> inputs, RunWriter writer, long generationNow) {
    this.inputs = List.copyOf(inputs);
    this.writer = writer;
    generationBegun = generationNow;
    open = inputs.toArray(Run[]::new);
    openCount = open.length;
    positions = new int[openCount];
    orders = new long[openCount];
    checks = new int[openCount];
    for (int i = openCount - 1; i >= 0; i--) {
      positions[i] = -1;
      next(i);
    }
  }

  List<Run> inputs() {
    return inputs;
  }

  RunWriter writer() {
    return writer;
  }

  /**
   * Moves on by {@code entries} ids, leaving out those older than {@code oldestLive}. Answers
   * whether all is done.
   */
  boolean step(long entries, long oldestLive) {
    for (long i = 0; i < entries; i++) {
      if (openCount == 0) {
        return true;
      }
      int first = first();
      long order = orders[first];
      int check = checks[first];
      long newest = takeAll(order, check);
      if (newest >= oldestLive) {
        // only with another window can it be later, see Run
        writer.add(order, check, Math.min(newest, generationBegun));
      }
    }
    return openCount == 0;
  }

  /** The input with the smallest next id. */
  private int first() {
    int first = 0;
    for (int i = 1; i < openCount; i++) {
      int difference = Long.compareUnsigned(orders[i], orders[first]);
      if (difference < 0 || (difference == 0 && checks[i] < checks[first])) {
        first = i;
      }
    }
    return first;
  }

  /** Passes an id in every input that has it next; answers its newest generation. */
  private long takeAll(long order, int check) {
    long newest = Run.NONE;
    for (int i = openCount - 1; i >= 0; i--) {
      if (orders[i] == order && checks[i] == check) {
        newest = Math.max(newest, open[i].generation(positions[i]));
        next(i);
      }
    }
    return newest;
  }

  /** Moves input i to its next id, or, at its end, puts the last open input in its place. */
  private void next(int i) {
    int position = ++positions[i];
    Run run = open[i];
    if (position < run.entries) {
      orders[i] = run.order(position);
      checks[i] = run.check(position);
    } else {
      openCount--;
      open[i] = open[openCount];
      positions[i] = positions[openCount];
      orders[i] = orders[openCount];
      checks[i] = checks[openCount];
    }
  }
}
