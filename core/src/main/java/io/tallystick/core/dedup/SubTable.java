package io.tallystick.core.dedup;

/** The ids whose {@linkplain Spiral place} begins with the same {@link #depth} bits, sorted. */
final class SubTable {

  /*
   * One int array with three ints a slot: the ordering key in two, then 24 check bits and the code
   * of the generation. A slot whose third int is 0 is empty.
   *
   * Linear probing in hash order: an id belongs at home = place * capacity / 2^32 (of the 32 bits
   * of its place after the shared prefix) or to the right of it, with no empty slot in between, and
   * ids ascend from left to right. So a search stops early at a larger id, an insertion shifts the
   * rest of its cluster by one slot, and every copy (growing, splitting, sweeping, spilling) is one
   * pass from left to right that keeps the order. Clusters do not wrap: a tail behind the last home
   * takes them, and is made longer when it does not suffice.
   *
   * Load is between 0.71 and 0.89, that is 13.5 to 16.9 bytes an id, and 15.3 on average, because
   * sub-tables of all numbers of ids are equally frequent.
   *
   * Ids made to collide turn the array into one long sorted cluster: slow to insert into, never
   * wrong.
   *
   * Amble and Knuth, "Ordered hash tables", The Computer Journal 17 (1974).
   */

  /** Answer of {@link #put}: the id was not found and does not fit. */
  static final int FULL = -1;

  private static final int SLOT_INTS = SlotArrays.SLOT_INTS;

  /** Room that is left after shrinking, so that the next few ids do not make it grow again. */
  private static final double SHRINK_MARGIN = 1.005;

  /** A cache line; four of them hold nearly all clusters. */
  private static final int LINE_INTS = 16;

  /** This object. */
  static final int FIXED_BYTES = 64;

  /** How many leading bits of the place all ids here share. */
  final int depth;

  /** These bits. */
  final int prefix;

  /** The generation for which expired ids were removed last. */
  long sweptGeneration;

  private final SlotArrays arrays;
  private int[] slots;
  private int size;
  private int capacity;
  private int count;
  private int countMax;

  SubTable(SlotArrays arrays, int depth, int prefix, int count, long sweptGeneration) {
    this.arrays = arrays;
    this.depth = depth;
    this.prefix = prefix;
    this.sweptGeneration = sweptGeneration;
    allocate(SlotArrays.sizeFor(count));
  }

  int count() {
    return count;
  }

  /** Bytes that {@link #grow} or splitting would add, about. */
  long bytesToGrow() {
    int larger = SlotArrays.capacity(SlotArrays.sizeFor(count));
    return 4L * SLOT_INTS * Math.max(0, larger - capacity) + 2L * FIXED_BYTES;
  }

  /**
   * Gives the id this generation code and answers the code it had before: 0 when it was not here.
   * Answers {@link #FULL} and changes nothing when it was not here and there is no room.
   */
  int put(long place, long order, int check, int code) {
    int i = search(place, order, check);
    if (i < 0) {
      return insert(~i, order, check << 8 | code);
    }
    int previous = slots[i + 2] & 0xff;
    slots[i + 2] = check << 8 | code;
    return previous;
  }

  /** The generation in which the id was last seen, {@link Run#NONE} when it is not here. */
  long find(long place, long order, int check) {
    int i = search(place, order, check);
    return i < 0 ? Run.NONE : generation(slots[i + 2]);
  }

  /** Where the id is, or the complement of where it would be. */
  private int search(long place, long order, int check) {
    int[] slots = this.slots;
    int high = (int) (order >>> 32);
    int i = SLOT_INTS * home(place);
    for (; i < slots.length && slots[i + 2] != 0; i += SLOT_INTS) {
      int slotHigh = slots[i];
      if (slotHigh == high) {
        int difference = Integer.compareUnsigned(slots[i + 1], (int) order);
        if (difference == 0) {
          difference = Integer.compare(slots[i + 2] >>> 8, check);
          if (difference == 0) {
            return i;
          }
        }
        if (difference > 0) {
          break;
        }
      } else if (slotHigh + Integer.MIN_VALUE > high + Integer.MIN_VALUE) {
        break;
      }
    }
    return ~i;
  }

  /** The generation behind a code: at most the one for which expired ids were removed last. */
  private long generation(int tail) {
    return sweptGeneration - Generations.age(Generations.code(sweptGeneration), tail & 0xff);
  }

  /** Reads where the id would be; see {@link DeduplicationIndex#touch}. */
  int touch(long place) {
    int[] slots = this.slots;
    int last = slots.length - 1;
    int i = SLOT_INTS * home(place);
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
    rebuild(Math.max(size, SlotArrays.sizeFor(count)));
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
      at = Math.max(at, SLOT_INTS * home(Spiral.place(order(slots, i))));
      if (at != i) {
        slots[at] = slots[i];
        slots[at + 1] = slots[i + 1];
        slots[at + 2] = tail;
        slots[i + 2] = 0;
      }
      at += SLOT_INTS;
    }
    count = kept;
    int fitting = SlotArrays.sizeFor((int) (kept * SHRINK_MARGIN));
    if (fitting < size) {
      rebuild(fitting);
    }
  }

  /** Gives the ids that were seen in {@code oldest} or later to {@code writer}, in order. */
  void writeTo(RunWriter writer, long oldest) {
    for (int i = 0; i < slots.length; i += SLOT_INTS) {
      int tail = slots[i + 2];
      if (tail != 0) {
        long generation = generation(tail);
        if (generation >= oldest) {
          writer.add(order(slots, i), tail >>> 8, generation);
        }
      }
    }
  }

  /** Ends. */
  void giveBack() {
    arrays.give(size, slots);
  }

  /** Ends, and divides the ids by the next bit of their place: the half with 0, then with 1. */
  SubTable[] split() {
    int boundary = 0;
    int countLeft = 0;
    for (int i = 0; i < slots.length; i += SLOT_INTS) {
      if (slots[i + 2] != 0) {
        if (Spiral.place(order(slots, i)) << depth < 0) {
          break;
        }
        countLeft++;
      }
      boundary = i + SLOT_INTS;
    }
    SubTable left = new SubTable(arrays, depth + 1, 2 * prefix, countLeft, sweptGeneration);
    left.append(slots, 0, boundary, 0);
    SubTable right =
        new SubTable(arrays, depth + 1, 2 * prefix + 1, count - countLeft, sweptGeneration);
    right.append(slots, boundary, slots.length, 0);
    giveBack();
    return new SubTable[] {left, right};
  }

  /** Undoes {@link #split}; ends both. */
  static SubTable join(SubTable left, SubTable right) {
    assert left.depth == right.depth && left.sweptGeneration == right.sweptGeneration;
    assert left.prefix + 1 == right.prefix && (left.prefix & 1) == 0;
    int count = left.count + right.count;
    SubTable both =
        new SubTable(left.arrays, left.depth - 1, left.prefix / 2, count, left.sweptGeneration);
    int at = both.append(left.slots, 0, left.slots.length, 0);
    both.append(right.slots, 0, right.slots.length, at);
    left.giveBack();
    right.giveBack();
    return both;
  }

  private void rebuild(int newSize) {
    int[] from = slots;
    int fromSize = size;
    allocate(newSize);
    append(from, 0, from.length, 0);
    arrays.give(fromSize, from);
  }

  private void allocate(int newSize) {
    size = newSize;
    capacity = SlotArrays.capacity(newSize);
    countMax = SlotArrays.countMax(newSize);
    count = 0;
    slots = arrays.take(newSize);
  }

  /** Copies the ids of a part of a larger array behind those that end at {@code at}. */
  private int append(int[] from, int begin, int end, int at) {
    for (int i = begin; i < end; i += SLOT_INTS) {
      if (from[i + 2] == 0) {
        continue;
      }
      at = Math.max(at, SLOT_INTS * home(Spiral.place(order(from, i))));
      if (at == slots.length) { // the last cluster is long: rare, unless ids are made to collide
        slots = arrays.lengthen(slots);
      }
      slots[at] = from[i];
      slots[at + 1] = from[i + 1];
      slots[at + 2] = from[i + 2];
      at += SLOT_INTS;
      count++;
    }
    if (at == slots.length) {
      slots = arrays.lengthen(slots);
    }
    return at;
  }

  private int home(long place) {
    return (int) (((place << depth) >>> 32) * capacity >>> 32);
  }

  private static long order(int[] slots, int i) {
    return (long) slots[i] << 32 | slots[i + 1] & 0xffff_ffffL;
  }
}
