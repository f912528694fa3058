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

  private final SlotArrays arrays = new SlotArrays();
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
    this.ageMax = ageMax;
    this.splitCount = splitCount;
    this.joinCount = joinCount;
    // some hundred ids for each entry of the directory, when ids are spread as they should be
    long subTablesMax = Math.max(2, bytesMax / 14 / (splitCount / 4));
    int depth = 64 - Long.numberOfLeadingZeros(subTablesMax - 1);
    depthMax = Math.max(DEPTH_MIN, Math.min(DEPTH_MAX, depth));
    for (int i = 0; i < directory.length; i++) {
      directory[i] = new SubTable(arrays, DEPTH_MIN, i, 0, 0);
    }
    code = Generations.code(0);
  }

  /** Memory that is taken, empty slots, headers and what is kept for later included. */
  long bytes() {
    return usedBytes() + arrays.keptBytes();
  }

  /** Memory in use, without what is kept for later. */
  long usedBytes() {
    return arrays.usedBytes()
        + (long) SubTable.FIXED_BYTES * subTables
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
    remove(ageMax);
    arrays.trim();
  }

  /** Gives ids of {@code ageMin} generations and older to {@code writer}, in order. */
  void writeTo(RunWriter writer, int ageMin) {
    for (int i = 0; i < directory.length; ) {
      SubTable table = directory[i];
      assert table.sweptGeneration == generation : "sweepAll comes first";
      table.writeTo(writer, generation, ageMin);
      i += span(table);
    }
  }

  /** Forgets ids of {@code ageMin} generations and older, to make room for those to come. */
  void removeOlder(int ageMin) {
    for (int age = ageMin; age <= Math.min(ageMax, generation); age++) {
      countByCode[Generations.code(generation - age)] = 0;
    }
    remove(ageMin - 1);
    arrays.reserve();
  }

  private void remove(int ageKept) {
    long bytesMax = bytes();
    for (int i = 0; i < directory.length; ) {
      SubTable table = remove(i, ageKept);
      arrays.keepAtMost(bytesMax - usedBytes());
      // joined with its left neighbour, a sub-table begins before i
      i = (i & -span(table)) + span(table);
    }
  }

  private SubTable sweep(int index) {
    return remove(index, ageMax);
  }

  private SubTable remove(int index, int ageKept) {
    SubTable table = directory[index];
    // codes are only unambiguous while a live id can be behind them
    boolean allExpired = generation - table.sweptGeneration > ageMax;
    table.sweep(code, allExpired ? -1 : ageKept);
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
