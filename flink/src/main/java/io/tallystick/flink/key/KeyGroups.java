package io.tallystick.flink.key;

import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/** The pieces that state is cut into when the number of tasks changes. */
public final class KeyGroups {

  /** Key groups of every keyed operator: the most tasks that it can have. Fixed for ever. */
  public static final int COUNT = 128;

  private KeyGroups() {}

  /** The key groups of a task. */
  public static KeyGroupRange of(TaskInfo task) {
    if (task.getMaxNumberOfParallelSubtasks() != COUNT) {
      throw new IllegalStateException("pipeline.max-parallelism: "
          + task.getMaxNumberOfParallelSubtasks() + " (expected: " + COUNT + ")");
    }
    return KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
        COUNT, task.getNumberOfParallelSubtasks(), task.getIndexOfThisSubtask());
  }
}
