package io.tallystick.flink.key;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Keys for partitions, or buckets, that give each task of an operator the same number of them, or
 * one more. Immutable.
 */
public final class SpreadKeys implements Serializable {

  /*
   * Flink hashes keys into key groups and gives each task a range of groups. Of 16 hashed keys on
   * four tasks one task gets seven and another one. So the key of partition p is not p: it is an
   * int that Flink hashes into group p * groups / partitions, and ranges of groups are then ranges of
   * partitions. The keys stand in state: how they are chosen must never change.
   */

  private static final long serialVersionUID = 1L;

  private final int keyGroups;
  private final Integer[] keys;

  /**
   * @param count how many keys
   * @param keyGroups of the operator: its maximal parallelism
   */
  public SpreadKeys(int count, int keyGroups) {
    if (count <= 0) {
      throw new IllegalArgumentException("count: " + count + " (expected: > 0)");
    }
    this.keyGroups = keyGroups;
    keys = new Integer[count];
    int[] missing = new int[keyGroups];
    int[] next = new int[keyGroups];
    for (int i = 0; i < count; i++) {
      missing[keyGroup(i)]++;
    }
    for (int i = count - 1; i >= 0; i--) {
      next[keyGroup(i)] = i;
    }
    int left = count;
    for (int key = 0; left > 0; key++) {
      int group = KeyGroupRangeAssignment.computeKeyGroupForKeyHash(key, keyGroups);
      if (missing[group] > 0) {
        missing[group]--;
        left--;
        // those of one group stand behind each other
        keys[next[group]++] = key;
      }
    }
  }

  /** The key group of number {@code index}. */
  public int keyGroup(int index) {
    return (int) ((long) index * keyGroups / keys.length);
  }

  /** The key of number {@code index}. */
  public Integer key(int index) {
    return keys[index];
  }

  /** How many keys there are. */
  public int count() {
    return keys.length;
  }

  /** The numbers whose keys fall into {@code range}, ascending. */
  public List<Integer> within(KeyGroupRange range) {
    List<Integer> within = new ArrayList<>();
    for (int index = 0; index < keys.length; index++) {
      if (range.contains(keyGroup(index))) {
        within.add(index);
      }
    }
    return within;
  }
}
