package io.tallystick.flink.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: whatever the parallelism, no task has two partitions more than another, every partition has
 * one task, and Flink agrees about which; and keys never change, because state is kept under them.
 *
 * <p>Method: all parallelisms for some counts, against Flink's own assignment; golden keys.
 */
final class SpreadKeysTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16, 32, 100, 128, 129, 1000})
  void spreadsOverAnyNumberOfTasks(int count) {
    SpreadKeys keys = new SpreadKeys(count, KeyGroups.COUNT);
    Set<Integer> distinct = new HashSet<>();
    for (int index = 0; index < count; index++) {
      assertThat(KeyGroupRangeAssignment.assignToKeyGroup(keys.key(index), KeyGroups.COUNT))
          .isEqualTo(keys.keyGroup(index));
      distinct.add(keys.key(index));
    }
    assertThat(distinct).hasSize(count);
    for (int tasks = 1; tasks <= KeyGroups.COUNT; tasks++) {
      List<Integer> all = new ArrayList<>();
      int most = 0;
      for (int task = 0; task < tasks; task++) {
        KeyGroupRange range = KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
            KeyGroups.COUNT, tasks, task);
        List<Integer> within = keys.within(range);
        all.addAll(within);
        most = Math.max(most, within.size());
      }
      assertThat(all).hasSize(count).doesNotHaveDuplicates();
      int groupsMost = (KeyGroups.COUNT + tasks - 1) / tasks;
      int ofGroupMost = (count + KeyGroups.COUNT - 1) / KeyGroups.COUNT;
      assertThat(most)
          .isLessThanOrEqualTo(Math.max((count + tasks - 1) / tasks + 1, groupsMost * ofGroupMost));
    }
  }

  @Test
  void evenNumbersAreSpreadEvenly() {
    SpreadKeys keys = new SpreadKeys(16, KeyGroups.COUNT);
    for (int tasks : List.of(1, 2, 4, 8, 16)) {
      for (int task = 0; task < tasks; task++) {
        assertThat(keys.within(KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                KeyGroups.COUNT, tasks, task)))
            .hasSize(16 / tasks);
      }
    }
  }

  @Test
  void theKeysAreGolden() {
    SpreadKeys keys = new SpreadKeys(16, KeyGroups.COUNT);
    List<Integer> all = new ArrayList<>();
    for (int index = 0; index < 16; index++) {
      all.add(keys.key(index));
    }
    assertThat(all)
        .containsExactly(312, 357, 361, 157, 75, 117, 300, 78, 84, 301, 70, 45, 57, 65, 163, 91);
  }
}
