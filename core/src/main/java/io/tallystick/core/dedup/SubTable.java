package io.tallystick.core.dedup;

import java.util.Arrays;

/** The ids whose hash begins with the same {@link #depth} bits, sorted by hash. */
final class SubTable {

  /*
   * One int array with three ints a slot: the ordering key in two, then 24 check bits and the code
   * of the generation. A slot whose third int is 0 is empty.
   *
   * Linear probing in hash order: an id belongs at home = hash * capacity / 2^32 (of the 32 bits
   * after the shared prefix) or to the right of it, with no empty slot in between, and ids ascend
   * from left to right. So a search stops early at a larger id, an insertion shifts the rest of its
   * cluster by one slot, and every copy (growing, splitting, sweeping, spilling) is one pass from
   * left to right that keeps the order. Clusters do not wrap: a tail behind the last home takes
   * them, and is made longer when it does not suffice.
   *
   * Load is between 0.71 and 0.89, that is 13.5 to 16.9 bytes an id, and 15.1 on average because
   * capacities grow by a quarter from a different start in each sub-table: while some have just
   * grown, others are about to. Growing all of them by an eighth at a time would have the same
   * average, and copy each id twice as often.
   *
   * Ids made to collide turn the array into one long sorted cluster: slow to insert into, never
   * wrong.
   *
   * Amble and Knuth, "Ordered hash tables", The Computer Journal 17 (1974).
   */

  /** Answer of {@link #put}: the id was not found and does not fit. */
  static final int FULL = -1;

  private static final int SLOT_INTS = 3;
  private static final int SLOT_BYTES = 4 * SLOT_INTS;
  private static final double LOAD_MAX = 0.89;
  private static final double GROWTH = 1.25;
  private static final double CAPACITY_MIN = 8;

  /** Room that is left after shrinking, so that the next few ids do not make it grow again. */
  private static final double SHRINK_MARGIN = 1.01;

  private static final int TAIL_SLOTS_MAX = 24;

  /** A cache line; four of them hold nearly all clusters. */
  private static final int LINE_INTS = 16;

  /** This object and the header of its array. */
  private static final int FIXED_BYTES = 48 + 16;

  /** How many leading bits of the hash all ids here share. */
  final int depth;

  /** These bits. */
  final int prefix;

  /** The generation for which expired ids were removed last. */
  long sweptGeneration;

  private int[] slots;
  private int capacity;
  private int count;
  private int countMax;

  SubTable(int depth, int prefix, int count, long sweptGeneration) {
    this.depth = depth;
    this.prefix = prefix;
    this.sweptGeneration = sweptGeneration;
    allocate(capacityFor(count));
  }

  int count() {
    return count;
  }

  long bytes() {
    return FIXED_BYTES + 4L * slots.length;
  }

  /** Bytes that {@link #grow} or splitting would add, about. */
  long bytesToGrow() {
    return (long) SLOT_BYTES * (capacityFor(count) - capacity + TAIL_SLOTS_MAX);
  }

  /**
   * Gives the id this generation code and answers the code it had before: 0 when it was not here.
   * Answers {@link #FULL} and changes nothing when it was not here and there is no room.
   */
  int put(long order, int check, int code) {
    int[] slots = this.slots;
    int high = (int) (order >>> 32);
    int i = SLOT_INTS * home(order, capacity);
    for (; i < slots.length && slots[i + 2] != 0; i += SLOT_INTS) {
      int slotHigh = slots[i];
      if (slotHigh == high) {
        int tail = slots[i + 2];
        int difference = Integer.compareUnsigned(slots[i + 1], (int) order);
        if (difference == 0) {
          difference = Integer.compare(tail >>> 8, check);
          if (difference == 0) {
            slots[i + 2] = check << 8 | code;
            return tail & 0xff;
          }
        }
        if (difference > 0) {
          break;
        }
      } else if (slotHigh + Integer.MIN_VALUE > high + Integer.MIN_VALUE) {
        break;
      }
    }
    return insert(i, order, check << 8 | code);
  }

  /** Reads where the id would be; see {@link DeduplicationIndex#touch}. */
  int touch(long order) {
    int[] slots = this.slots;
    int last = slots.length - 1;
    int i = SLOT_INTS * home(order, capacity);
    return slots[i]
        ^ slots[Math.min(i + LINE_INTS, last)]
        ^ slots[Math.min(i + 2 * LINE_INTS, last)]
        ^ slots[Math.min(i + 3 * LINE_INTS, last)];
  }

  private int insert(int at, long order, int tail) {
    if (count == countMax) {
      return FULL;
    }
    int[] slots = this.slots;
    int empty = at;
    while (empty < slots.length && slots[empty + 2] != 0) {
      empty += SLOT_INTS;
    }
    if (empty == slots.length) {
      return FULL;
    }
    System.arraycopy(slots, at, slots, at + SLOT_INTS, empty - at);
    slots[at] = (int) (order >>> 32);
    slots[at + 1] = (int) order;
    slots[at + 2] = tail;
    count++;
    return 0;
  }

  /** Makes room for at least one more id, wherever it belongs. */
  void grow() {
    rebuild(Math.max(capacity, capacityFor(count)));
  }

  /** Removes the ids that are older than {@code ageMax} generations; -1 removes all. */
  void sweep(int codeNow, int ageMax) {
    int[] slots = this.slots;
    int seen = 0;
    int kept = 0;
    int at = 0;
    for (int i = 0; i < slots.length; i += SLOT_INTS) {
      int tail = slots[i + 2];
      if (tail == 0) {
        continue;
      }
      seen++;
      if (Generations.age(codeNow, tail & 0xff) > ageMax) {
        slots[i + 2] = 0;
        continue;
      }
      if (++kept == seen) { // nothing was removed yet, so nothing moves
        at = i + SLOT_INTS;
        continue;
      }
      at = Math.max(at, SLOT_INTS * home(order(slots, i), capacity));
      if (at != i) {
        slots[at] = slots[i];
        slots[at + 1] = slots[i + 1];
        slots[at + 2] = tail;
        slots[i + 2] = 0;
      }
      at += SLOT_INTS;
    }
    count = kept;
    int fitting = capacityFor((int) (kept * SHRINK_MARGIN));
    if (fitting < capacity) {
      rebuild(fitting);
    }
  }

  /** Gives the ids that are {@code ageMin} generations old or older to {@code writer}, in order. */
  void writeTo(RunWriter writer, long generationNow, int ageMin) {
    int codeNow = Generations.code(generationNow);
    for (int i = 0; i < slots.length; i += SLOT_INTS) {
      int tail = slots[i + 2];
      if (tail != 0) {
        int age = Generations.age(codeNow, tail & 0xff);
        if (age >= ageMin) {
          writer.add(order(slots, i), tail >>> 8, generationNow - age);
        }
      }
    }
  }

  /** Divides the ids by the next bit of their hash: the half with bit 0, then the one with 1. */
  SubTable[] split() {
    int boundary = 0;
    int countLeft = 0;
    for (int i = 0; i < slots.length; i += SLOT_INTS) {
      if (slots[i + 2] != 0) {
        if (order(slots, i) << depth < 0) {
          break;
        }
        countLeft++;
      }
      boundary = i + SLOT_INTS;
    }
    SubTable left = new SubTable(depth + 1, 2 * prefix, countLeft, sweptGeneration);
    left.append(slots, 0, boundary, 0);
    SubTable right = new SubTable(depth + 1, 2 * prefix + 1, count - countLeft, sweptGeneration);
    right.append(slots, boundary, slots.length, 0);
    return new SubTable[] {left, right};
  }

  /** Undoes {@link #split}. */
  static SubTable join(SubTable left, SubTable right) {
    assert left.depth == right.depth && left.sweptGeneration == right.sweptGeneration;
    assert left.prefix + 1 == right.prefix && (left.prefix & 1) == 0;
    int count = left.count + right.count;
    SubTable both = new SubTable(left.depth - 1, left.prefix / 2, count, left.sweptGeneration);
    int at = both.append(left.slots, 0, left.slots.length, 0);
    both.append(right.slots, 0, right.slots.length, at);
    return both;
  }

  private void rebuild(int newCapacity) {
    int[] from = slots;
    allocate(newCapacity);
    append(from, 0, from.length, 0);
  }

  private void allocate(int newCapacity) {
    capacity = newCapacity;
    countMax = countMax(newCapacity);
    count = 0;
    slots = new int[SLOT_INTS * (newCapacity + tailSlots(newCapacity))];
  }

  /** Copies the ids of a part of a larger array behind those that end at {@code at}. */
  private int append(int[] from, int begin, int end, int at) {
    for (int i = begin; i < end; i += SLOT_INTS) {
      if (from[i + 2] == 0) {
        continue;
      }
      at = Math.max(at, SLOT_INTS * home(order(from, i), capacity));
      if (at == slots.length) {
        lengthen();
      }
      slots[at] = from[i];
      slots[at + 1] = from[i + 1];
      slots[at + 2] = from[i + 2];
      at += SLOT_INTS;
      count++;
    }
    if (at == slots.length) {
      lengthen();
    }
    return at;
  }

  /** The last cluster does not end where it should: this is rare, unless ids are made to collide. */
  private void lengthen() {
    int more = Math.max(TAIL_SLOTS_MAX, slots.length / SLOT_INTS / 8);
    slots = Arrays.copyOf(slots, slots.length + SLOT_INTS * more);
  }

  private int home(long order, int capacity) {
    return (int) (((order << depth) >>> 32) * capacity >>> 32);
  }

  private static long order(int[] slots, int i) {
    return (long) slots[i] << 32 | slots[i + 1] & 0xffff_ffffL;
  }

  /** The smallest of the capacities of this sub-table that has room for one more than these. */
  private int capacityFor(int count) {
    double start = (prefix * 0x9e3779b9 >>> 1) * 0x1p-31; // spread evenly over 0..1
    double fitting = CAPACITY_MIN * Math.pow(GROWTH, start);
    while (countMax((int) fitting) <= count) {
      fitting *= GROWTH;
    }
    return (int) fitting;
  }

  private static int countMax(int capacity) {
    return (int) (capacity * LOAD_MAX);
  }

  private static int tailSlots(int capacity) {
    return Math.min(TAIL_SLOTS_MAX, 4 + capacity / 16);
  }
}
