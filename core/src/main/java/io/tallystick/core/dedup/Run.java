package io.tallystick.core.dedup;

import java.nio.ByteBuffer;

/** A run that can be asked for the generation in which an id was last seen. */
final class Run {

  /** Answer of {@link #find}: the id is not here. Older than every generation. */
  static final long NONE = Long.MIN_VALUE;

  final long number;
  final long entries;

  /** Generation of the youngest id, in generations of the index. */
  final long generationNewest;

  private final ByteBuffer bytes;
  private final String name;
  private final int lines;
  private final int entriesOffset;
  private final long newest;
  private final int newestCode;
  private final long millis;
  private final long indexMillis;

  private Run(ByteBuffer bytes, String name, long indexMillis) {
    this.bytes = bytes;
    this.name = name;
    this.indexMillis = indexMillis;
    number = bytes.getLong(RunLayout.RUN_OFFSET);
    entries = bytes.getLong(RunLayout.ENTRIES_OFFSET);
    lines = bytes.getInt(RunLayout.LINES_OFFSET);
    entriesOffset = (int) RunLayout.entriesOffset(lines);
    millis = bytes.getLong(RunLayout.GENERATION_MILLIS_OFFSET);
    newest = bytes.getLong(RunLayout.GENERATION_NEWEST_OFFSET);
    newestCode = Generations.code(newest);
    generationNewest = inGenerationsOfIndex(newest);
  }

  /**
   * Opens a run whose header and length are what they should be.
   *
   * @param indexMillis length of a generation of the index
   * @throws CorruptRunException naming the run and what is wrong with it
   */
  static Run open(RunStore store, long number, long indexMillis) {
    String name = store.describe(number);
    ByteBuffer bytes = store.open(number);
    check(
        name,
        "length",
        bytes.limit(),
        ">= " + RunLayout.HEADER_BYTES,
        bytes.limit() >= RunLayout.HEADER_BYTES);
    expect(name, "magic", bytes.getInt(RunLayout.MAGIC_OFFSET), RunLayout.MAGIC);
    expect(name, "version", bytes.getInt(RunLayout.VERSION_OFFSET), RunLayout.VERSION);
    expect(
        name,
        "header checksum",
        bytes.getInt(RunLayout.HEADER_CRC_OFFSET),
        RunLayout.crc(bytes, 0, RunLayout.HEADER_CRC_OFFSET));
    expect(name, "run number", bytes.getLong(RunLayout.RUN_OFFSET), number);
    long entries = bytes.getLong(RunLayout.ENTRIES_OFFSET);
    int lines = bytes.getInt(RunLayout.LINES_OFFSET);
    expect(name, "length", bytes.limit(), RunLayout.fileBytes(lines, entries));
    return new Run(bytes, name, indexMillis);
  }

  /**
   * Reads everything once.
   *
   * @throws CorruptRunException when a single bit has changed since it was written
   */
  void verify() {
    expect(
        name,
        "filter checksum",
        bytes.getInt(RunLayout.LINES_CRC_OFFSET),
        RunLayout.crc(bytes, RunLayout.HEADER_BYTES, entriesOffset));
    expect(
        name,
        "entries checksum",
        bytes.getInt(RunLayout.ENTRIES_CRC_OFFSET),
        RunLayout.crc(bytes, entriesOffset, bytes.limit()));
  }

  private static void expect(String run, String what, long found, long expected) {
    check(run, what, found, Long.toString(expected), found == expected);
  }

  private static void check(String run, String what, long found, String expected, boolean valid) {
    if (!valid) {
      throw new CorruptRunException(run, what + ": " + found + " (expected: " + expected + ")");
    }
  }

  /** The generation in which the id was last seen, {@link #NONE} when it is not here. */
  long find(long order, int check) {
    int line = RunLayout.line(order, lines);
    int offset = RunLayout.HEADER_BYTES + line * RunLayout.LINE_BYTES;
    if (!RunLayout.mayContain(bytes, offset, order, check)) {
      return NONE;
    }
    int low = bytes.getInt(offset);
    int high = line + 1 < lines ? bytes.getInt(offset + RunLayout.LINE_BYTES) : (int) entries;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int difference = Long.compareUnsigned(order(middle), order);
      if (difference == 0) {
        difference = Integer.compare(check(middle), check);
      }
      if (difference == 0) {
        return generation(middle);
      }
      if (difference < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return NONE;
  }

  /** Reads where the id would be; see {@link DeduplicationIndex#touch}. */
  int touch(long order) {
    return bytes.getInt(
        RunLayout.HEADER_BYTES + RunLayout.line(order, lines) * RunLayout.LINE_BYTES);
  }

  long order(int entry) {
    return bytes.getLong(entriesOffset + RunLayout.ENTRY_BYTES * entry);
  }

  int check(int entry) {
    return bytes.getInt(entriesOffset + RunLayout.ENTRY_BYTES * entry + 8) >>> 8;
  }

  /** In generations of the index, whatever they were when the run was written. */
  long generation(int entry) {
    int code = bytes.get(entriesOffset + RunLayout.ENTRY_BYTES * entry + 8) & 0xff;
    return inGenerationsOfIndex(newest - Generations.age(newestCode, code));
  }

  private long inGenerationsOfIndex(long generation) {
    // with another window, the last moment at which the id can have been seen counts
    return millis == indexMillis ? generation : ((generation + 1) * millis - 1) / indexMillis;
  }
}
