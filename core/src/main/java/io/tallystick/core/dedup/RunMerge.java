package io.tallystick.core.dedup;

import java.util.List;

/** Merges runs into one, some entries at a time. */
final class RunMerge {

  private final List<Run> inputs;
  private final int[] positions;
  private final RunWriter writer;
  private final long generationBegun;

  /**
   * @param generationNow nothing in the inputs was seen later
   */
  RunMerge(List<Run> inputs, RunWriter writer, long generationNow) {
    this.inputs = List.copyOf(inputs);
    this.writer = writer;
    generationBegun = generationNow;
    positions = new int[inputs.size()];
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
      int first = first();
      if (first < 0) {
        return true;
      }
      Run run = inputs.get(first);
      long order = run.order(positions[first]);
      int check = run.check(positions[first]);
      long newest = takeAll(order, check);
      if (newest >= oldestLive) {
        // only with another window can it be later, see Run
        writer.add(order, check, Math.min(newest, generationBegun));
      }
    }
    return false;
  }

  /** The input with the smallest next id, -1 when all are read. */
  private int first() {
    int first = -1;
    long firstOrder = 0;
    int firstCheck = 0;
    for (int i = 0; i < positions.length; i++) {
      Run run = inputs.get(i);
      if (positions[i] == run.entries) {
        continue;
      }
      long order = run.order(positions[i]);
      int difference = first < 0 ? -1 : Long.compareUnsigned(order, firstOrder);
      if (difference == 0) {
        difference = Integer.compare(run.check(positions[i]), firstCheck);
      }
      if (difference < 0) {
        first = i;
        firstOrder = order;
        firstCheck = run.check(positions[i]);
      }
    }
    return first;
  }

  /** Passes an id in every input that has it next; answers its newest generation. */
  private long takeAll(long order, int check) {
    long newest = Run.NONE;
    for (int i = 0; i < positions.length; i++) {
      Run run = inputs.get(i);
      int position = positions[i];
      if (position < run.entries && run.order(position) == order && run.check(position) == check) {
        newest = Math.max(newest, run.generation(position));
        positions[i]++;
      }
    }
    return newest;
  }
}
