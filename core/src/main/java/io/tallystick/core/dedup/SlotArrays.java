package io.tallystick.core.dedup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arrays that the sub-tables of one {@link FingerprintTable} are made of, in a few sizes, each a
 * quarter larger than the one before. What a sub-table gives back when it grows is kept for the next
 * one. Otherwise 80 bytes an id would go to a garbage collector, of the dearest kind: large, and old
 * when it dies.
 */
final class SlotArrays {

  static final int SLOT_INTS = 3;

  private static final int CAPACITY_MIN = 8;

  /** Sizes until the capacity has doubled, so that sizes after a split are those of before. */
  private static final int SIZES_PER_DOUBLING = 3;

  /** The last one is larger than all memory that the ids may take. */
  private static final int SIZES = 72;

  private static final double LOAD_MAX = 0.89;
  private static final int TAIL_SLOTS_MAX = 24;
  private static final int HEADER_BYTES = 16;

  /** Bytes in use for one that is kept: memory without ids is to be little. */
  private static final int USED_PER_KEPT = 48;

  private static final int[] CAPACITY = new int[SIZES];

  static {
    for (int size = 0; size < SIZES; size++) {
      CAPACITY[size] = (int) (CAPACITY_MIN * StrictMath.pow(2, (double) size / SIZES_PER_DOUBLING));
    }
  }

  private final List<ArrayDeque<int[]>> kept = new ArrayList<>();
  private long usedBytes;
  private long keptBytes;
  private long reservedBytes;

  SlotArrays() {
    for (int size = 0; size < SIZES; size++) {
      kept.add(new ArrayDeque<>());
    }
  }

  /** The smallest size that has room for one more than so many ids. */
  static int sizeFor(int count) {
    int size = 0;
    while (countMax(size) <= count) {
      size++;
    }
    return size;
  }

  /** Slots that are home to ids; a tail follows. */
  static int capacity(int size) {
    return CAPACITY[size];
  }

  static int countMax(int size) {
    return (int) (CAPACITY[size] * LOAD_MAX);
  }

  static long bytes(int[] slots) {
    return HEADER_BYTES + 4L * slots.length;
  }

  private static int length(int size) {
    return SLOT_INTS * (CAPACITY[size] + Math.min(TAIL_SLOTS_MAX, 4 + CAPACITY[size] / 16));
  }

  /** Bytes of the arrays that were taken and not given back. */
  long usedBytes() {
    return usedBytes;
  }

  /** Bytes of the arrays that are kept for later. */
  long keptBytes() {
    return keptBytes;
  }

  /** Empty slots. */
  int[] take(int size) {
    int[] slots = kept.get(size).poll();
    if (slots == null) {
      slots = new int[length(size)];
    } else {
      keptBytes -= bytes(slots);
      Arrays.fill(slots, 0);
    }
    usedBytes += bytes(slots);
    return slots;
  }

  /** Makes the slots of a sub-table longer than those of its size. */
  int[] lengthen(int[] slots) {
    int more = Math.max(TAIL_SLOTS_MAX, slots.length / SLOT_INTS / 8);
    int[] longer = Arrays.copyOf(slots, slots.length + SLOT_INTS * more);
    usedBytes += bytes(longer) - bytes(slots);
    return longer;
  }

  /** Takes slots back; the caller forgets them. */
  void give(int size, int[] slots) {
    usedBytes -= bytes(slots);
    if (slots.length == length(size)) {
      kept.get(size).push(slots);
      keptBytes += bytes(slots);
    }
  }

  /** Keeps all that is kept now, because it will soon be needed, until {@link #release}. */
  void reserve() {
    reservedBytes = keptBytes;
  }

  void release() {
    reservedBytes = 0;
  }

  /** Leaves to the garbage collector what is neither reserved nor little. */
  void trim() {
    keepAtMost(Math.max(reservedBytes, usedBytes / USED_PER_KEPT));
  }

  /** Leaves to the garbage collector what is kept beyond so many bytes. */
  void keepAtMost(long bytesMax) {
    while (keptBytes > Math.max(0, bytesMax)) {
      ArrayDeque<int[]> most = kept.get(0);
      for (ArrayDeque<int[]> some : kept) {
        most = some.size() > most.size() ? some : most;
      }
      keptBytes -= bytes(most.pop());
    }
  }
}
