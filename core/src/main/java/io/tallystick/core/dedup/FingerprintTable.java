package io.tallystick.core.dedup;

/** The ids in memory: 88 bits of hash and a generation each, in hash order. */
final class FingerprintTable {

  /*
   * Extendible hashing: the leading bits of the place of an id choose a sub-table out of a
   * directory. A sub-table that is full grows by a quarter, and beyond 4,000 ids it splits in two; two small
   * neighbours join again. So the table grows and shrinks in steps of some microseconds, and its
   * cost per id does not depend on how many there are.
   *
   * Expired ids are swept from a sub-table when it is first touched in a new generation, so nobody
   * ever sees one. Sub-tables that nobody touches are swept in turn, to give back their memory.
   *
   * Fagin, Nievergelt, Pippenger, Strong, "Extendible hashing", ACM TODS 4 (1979).
   */

  /** Answer of {@link #put}: the id was not found and there is no room; see {@link #grow}. */
  static final int FULL = SubTable.FULL;

  private static final int SPLIT_COUNT = 4000;
  private static final int JOIN_COUNT = 1600;
  private static final int DEPTH_MAX = 20;

  /** From here on, ids are spread evenly enough over the places of one sub-table. */
  private static final int DEPTH_MIN = 3;

  private final int ageMax;
  private final int depthMax;
  private final int splitCount;
  private final int joinCount;

  private final SlotArrays arrays;
  private SubTable[] directory = new SubTable[1 << DEPTH_MIN];
  private int directoryBits = DEPTH_MIN;
  private int subTables = directory.length;
  private int sweepNext;

  private long generation;
  private int code;
  private final int[] countByCode = new int[Generations.CODES + 1];

  FingerprintTable(int ageMax, long bytesMax) {
    this(ageMax, bytesMax, SPLIT_COUNT, JOIN_COUNT);
  }

  /** With sub-tables of another size. */
  FingerprintTable(int ageMax, long bytesMax, int splitCount, int joinCount) {
    this(ageMax, depthMax(bytesMax, splitCount), splitCount, joinCount, new SlotArrays(), 0);
  }

  private FingerprintTable(
      int ageMax, int depthMax, int splitCount, int joinCount, SlotArrays arrays, long generation) {
    this.ageMax = ageMax;
    this.depthMax = depthMax;
    this.splitCount = splitCount;
    this.joinCount = joinCount;
    this.arrays = arrays;
    this.generation = generation;
    for (int i = 0; i < directory.length; i++) {
      directory[i] = new SubTable(arrays, DEPTH_MIN, i, 0, generation);
    }
    code = Generations.code(generation);
  }

  private static int depthMax(long bytesMax, int splitCount) {
    // some hundred ids for each entry of the directory, when ids are spread as they should be
    long subTablesMax = Math.max(2, bytesMax / 14 / (splitCount / 4));
    int depth = 64 - Long.numberOfLeadingZeros(subTablesMax - 1);
    return Math.max(DEPTH_MIN, Math.min(DEPTH_MAX, depth));
  }

  /**
   * An empty table for what comes from now on. The arrays of both count as in use in it, until this
   * one ends with {@link #giveBack}; nothing may be put into this one any more.
   */
  FingerprintTable successor() {
    return new FingerprintTable(ageMax, depthMax, splitCount, joinCount, arrays, generation);
  }

  /** Memory that is taken, empty slots, headers and what is kept for later included. */
  long bytes() {
    return usedBytes() + arrays.keptBytes();
  }

  /** Memory in use, without what is kept for later. */
  long usedBytes() {
    return arrays.usedBytes() + headerBytes();
  }

  /** Memory in use without the arrays. */
  long headerBytes() {
    return (long) SubTable.FIXED_BYTES * subTables
        + 16
        + 4L * directory.length
        + 16
        + 4L * countByCode.length;
  }

  /** Live ids. */
  long count() {
    long count = 0;
    for (int some : countByCode) {
      count += some;
    }
    return count;
  }

  /** Live ids that were last seen in {@code generation}, which must be live. */
  long count(long generation) {
    assert this.generation - generation >= 0 && this.generation - generation <= ageMax;
    return countByCode[Generations.code(generation)];
  }

  long generation() {
    return generation;
  }

  /** Moves time forward. */
  void advance(long next) {
    assert next >= generation;
    long expiredEnd = Math.min(next - ageMax, generation + 1);
    for (long expired = Math.max(0, generation - ageMax); expired < expiredEnd; expired++) {
      countByCode[Generations.code(expired)] = 0;
    }
    generation = next;
    code = Generations.code(next);
    arrays.release();
  }

  /**
   * Remembers the id in the current generation and answers the code of the one that it was in, 0
   * when it was not here. Answers {@link #FULL} and changes nothing when there is no room.
   */
  int put(long order, int check) {
    long place = Spiral.place(order);
    int index = index(place);
    SubTable table = directory[index];
    if (table.sweptGeneration != generation) {
      table = sweep(index);
    }
    int previous = table.put(place, order, check, code);
    if (previous != code && previous != FULL) {
      countByCode[code]++;
      if (previous != 0) {
        countByCode[previous]--;
      }
    }
    return previous;
  }

  /** Reads where the id would be; see {@link DeduplicationIndex#touch}. */
  int touch(long order) {
    long place = Spiral.place(order);
    return directory[index(place)].touch(place);
  }

  /**
   * The generation in which the id was last seen, {@link Run#NONE} when it is not here; it may have
   * expired since.
   */
  long find(long order, int check) {
    long place = Spiral.place(order);
    return directory[index(place)].find(place, order, check);
  }

  /** Counts one id of this generation less, because it is remembered elsewhere now. */
  void uncount(long generation) {
    assert count(generation) > 0;
    countByCode[Generations.code(generation)]--;
  }

  /** Makes room for this id; refuses when more than {@code bytesMax} would be in use then. */
  boolean grow(long order, long bytesMax) {
    int index = index(Spiral.place(order));
    SubTable table = directory[index];
    if (usedBytes() + table.bytesToGrow() > bytesMax) {
      return false;
    }
    if (table.count() >= splitCount && table.depth < depthMax) {
      split(index, table);
    } else {
      table.grow();
    }
    arrays.trim();
    arrays.keepAtMost(bytesMax - usedBytes());
    return true;
  }

  private void split(int index, SubTable table) {
    if (table.depth == directoryBits) {
      SubTable[] larger = new SubTable[2 * directory.length];
      for (int i = 0; i < larger.length; i++) {
        larger[i] = directory[i / 2];
      }
      directory = larger;
      directoryBits++;
      index *= 2;
      sweepNext *= 2;
    }
    SubTable[] halves = table.split();
    int begin = index & -span(table);
    int middle = begin + span(table) / 2;
    fill(begin, middle, halves[0]);
    fill(middle, begin + span(table), halves[1]);
    subTables++;
  }

  /** Removes what has expired from the next few sub-tables that nobody has touched. */
  void sweepSome(int howMany) {
    for (int i = 0; i < howMany; i++) {
      if (sweepNext >= directory.length) {
        sweepNext = 0;
      }
      SubTable table = directory[sweepNext];
      if (table.sweptGeneration != generation) {
        table = sweep(sweepNext);
      }
      sweepNext = (sweepNext & -span(table)) + span(table);
    }
    arrays.trim();
  }

  /** Removes everything that has expired. */
  void sweepAll() {
    long bytesMax = bytes();
    for (int i = 0; i < directory.length; ) {
      SubTable table = directory[i];
      if (table.sweptGeneration != generation) {
        table = sweep(i);
        arrays.keepAtMost(bytesMax - usedBytes());
      }
      // joined with its left neighbour, a sub-table begins before i
      i = (i & -span(table)) + span(table);
    }
    arrays.trim();
  }

  /**
   * Gives the ids of the sub-table at {@code index} that were seen in {@code oldest} or later to
   * {@code writer}, in order, and answers the index of the next sub-table.
   */
  int writeTo(RunWriter writer, int index, long oldest) {
    SubTable table = directory[index];
    table.writeTo(writer, oldest);
    return index + span(table);
  }

  /** The index behind the last sub-table; that of the first is 0. */
  int end() {
    return directory.length;
  }

  /** Ends, and leaves its memory to the {@linkplain #successor}, which will soon need it. */
  void giveBack() {
    for (int i = 0; i < directory.length; i += span(directory[i])) {
      directory[i].giveBack();
    }
    arrays.reserve();
  }

  private SubTable sweep(int index) {
    SubTable table = directory[index];
    // codes are only unambiguous while a live id can be behind them
    boolean allExpired = generation - table.sweptGeneration > ageMax;
    table.sweep(code, allExpired ? -1 : ageMax);
    table.sweptGeneration = generation;
    return join(index, table);
  }

  /** Joins a sub-table with its left neighbours while both are small. */
  private SubTable join(int index, SubTable table) {
    while (table.depth > DEPTH_MIN && table.count() < joinCount) {
      int span = span(table);
      int begin = index & -span;
      if ((begin & span) == 0) {
        break; // the right neighbour comes later in every pass and joins then
      }
      SubTable left = directory[begin - span];
      if (left.depth != table.depth
          || left.sweptGeneration != table.sweptGeneration
          || left.count() >= joinCount) {
        break;
      }
      SubTable both = SubTable.join(left, table);
      subTables--;
      fill(begin - span, begin + span, both);
      table = both;
    }
    return table;
  }

  private void fill(int begin, int end, SubTable table) {
    for (int i = begin; i < end; i++) {
      directory[i] = table;
    }
  }

  /** How many entries of the directory name this sub-table. */
  private int span(SubTable table) {
    return 1 << (directoryBits - table.depth);
  }

  private int index(long place) {
    return (int) (place >>> (64 - directoryBits));
  }
}
