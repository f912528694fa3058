package io.tallystick.core.dedup;

import java.util.List;

/**
 * What must be committed together with the offset, so that an index can be restored.
 *
 * @param sequence counts the checkpoints of one index
 * @param replayFromOffset the log from here on, up to the committed offset, must be shown to the
 *     restored index again; it must not be trimmed before
 * @param nextRun number that the next run gets
 * @param runs numbers of the runs that are in use, ascending
 */
public record DeduplicationCheckpoint(
    long sequence, long replayFromOffset, long nextRun, List<Long> runs) {

  /** The checkpoint of an index that has seen nothing. */
  public static final DeduplicationCheckpoint EMPTY =
      new DeduplicationCheckpoint(0, 0, 0, List.of());

  public DeduplicationCheckpoint {
    runs = List.copyOf(runs);
    notNegative("sequence", sequence);
    notNegative("replayFromOffset", replayFromOffset);
    notNegative("nextRun", nextRun);
    long previous = -1;
    for (long run : runs) {
      if (run <= previous || run >= nextRun) {
        throw new IllegalArgumentException(
            "runs: " + runs + " (expected: ascending, each in 0.." + (nextRun - 1) + ")");
      }
      previous = run;
    }
  }

  private static void notNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
    }
  }

  /** The bytes of {@link CheckpointLayout}. */
  public byte[] toByteArray() {
    return CheckpointLayout.encode(this);
  }

  /**
   * Reads what {@link #toByteArray} has written.
   *
   * @throws IllegalArgumentException when it has not
   */
  public static DeduplicationCheckpoint of(byte[] bytes) {
    return CheckpointLayout.decode(bytes);
  }
}
