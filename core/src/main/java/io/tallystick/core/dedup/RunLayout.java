package io.tallystick.core.dedup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The bytes of a run: ids in hash order behind a Bloom filter. Little-endian.
 *
 * <pre>
 *  0        4        8                16               24               32
 * +--------+--------+----------------+----------------+----------------+
 * | magic  |version | run number     | entries        |generationMillis|
 * +--------+--------+----------------+----------------+----------------+
 * | generationNewest|filter  |filter  |entries | 0               |header |
 * |                 |lines   |CRC-32C |CRC-32C |                 |CRC-32C|
 * +-----------------+--------+--------+--------+-----------------+-------+
 * 32                40       44       48       52                60     64
 *
 * from 64, per filter line (64 bytes):
 * +--------------------------+------------------------------------------+
 * | index of first entry: 4  | Bloom filter of the line's ids: 480 bits |
 * +--------------------------+------------------------------------------+
 *
 * from 64 + 64 * lines, per entry (12 bytes), ascending by (order unsigned, check):
 * +-----------------------------------+---------------------------------+
 * | order: 8, the low half of the hash| check: 24 bits &lt;&lt; 8 | generation code |
 * +-----------------------------------+---------------------------------+
 * </pre>
 *
 * <p>The line of an id is {@code (order >>> 32) * lines >>> 32}, so that lines and entries have the
 * same order: a writer streams both, and a line says where its entries begin. Bits count from the
 * least significant bit of the first byte of the line; the first 32 are the index. The generation
 * code is 1 + generation % 255, at most 254 generations before {@code generationNewest}.
 */
public final class RunLayout {

  /** "TSDR" as it stands in the file. */
  static final int MAGIC = 0x52445354;

  /** The version that is written. */
  static final int VERSION = 1;

  static final int MAGIC_OFFSET = 0;
  static final int VERSION_OFFSET = 4;
  static final int RUN_OFFSET = 8;
  static final int ENTRIES_OFFSET = 16;
  static final int GENERATION_MILLIS_OFFSET = 24;
  static final int GENERATION_NEWEST_OFFSET = 32;
  static final int LINES_OFFSET = 40;
  static final int LINES_CRC_OFFSET = 44;
  static final int ENTRIES_CRC_OFFSET = 48;
  static final int HEADER_CRC_OFFSET = 60;
  static final int HEADER_BYTES = 64;

  static final int LINE_BYTES = 64;
  static final int ENTRY_BYTES = 12;

  /** Most entries of one run: with its filter it stays below 2 GiB, the size of one buffer. */
  static final long ENTRIES_MAX = 1L << 27;

  /** 480 bits for 40 ids are 12 bits an id, and 0.4 % false positives. */
  private static final int ENTRIES_PER_LINE = 40;

  private static final int LINE_INDEX_BITS = 32;
  private static final int LINE_FILTER_BITS = 8 * LINE_BYTES - LINE_INDEX_BITS;
  private static final int PROBES = 7;
  private static final int NEXT_PROBE = 0x9e3779b9;

  private RunLayout() {}

  static int lines(long entries) {
    return (int) Math.max(1, (entries + ENTRIES_PER_LINE - 1) / ENTRIES_PER_LINE);
  }

  static long entriesOffset(int lines) {
    return HEADER_BYTES + (long) LINE_BYTES * lines;
  }

  static long fileBytes(int lines, long entries) {
    return entriesOffset(lines) + ENTRY_BYTES * entries;
  }

  static int line(long order, int lines) {
    return (int) ((order >>> 32) * lines >>> 32);
  }

  /** Sets the bits of an id in its line. */
  static void addToLine(byte[] line, long order, int check) {
    int hash = filterHash(order, check);
    for (int i = 0; i < PROBES; i++) {
      int bit = filterBit(hash);
      line[bit >>> 3] |= (byte) (1 << (bit & 7));
      hash *= NEXT_PROBE;
    }
  }

  /** Whether the id may be one of the line that begins at {@code offset}. */
  static boolean mayContain(ByteBuffer bytes, int offset, long order, int check) {
    int hash = filterHash(order, check);
    for (int i = 0; i < PROBES; i++) {
      int bit = filterBit(hash);
      if ((bytes.get(offset + (bit >>> 3)) & 1 << (bit & 7)) == 0) {
        return false;
      }
      hash *= NEXT_PROBE;
    }
    return true;
  }

  /** The ids of a line share the upper bits of order, so the bits come from the rest of the hash. */
  private static int filterHash(long order, int check) {
    long hash = (order << 32 | (long) check << 8) * 0x9e3779b97f4a7c15L;
    hash ^= hash >>> 32;
    return (int) (hash * 0xd6e8feb86659fd93L >>> 32);
  }

  private static int filterBit(int hash) {
    return LINE_INDEX_BITS + (int) ((hash & 0xffff_ffffL) * LINE_FILTER_BITS >>> 32);
  }

  static ByteBuffer header(
      long run,
      long entries,
      long generationMillis,
      long generationNewest,
      int lines,
      int linesCrc,
      int entriesCrc) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(MAGIC_OFFSET, MAGIC);
    header.putInt(VERSION_OFFSET, VERSION);
    header.putLong(RUN_OFFSET, run);
    header.putLong(ENTRIES_OFFSET, entries);
    header.putLong(GENERATION_MILLIS_OFFSET, generationMillis);
    header.putLong(GENERATION_NEWEST_OFFSET, generationNewest);
    header.putInt(LINES_OFFSET, lines);
    header.putInt(LINES_CRC_OFFSET, linesCrc);
    header.putInt(ENTRIES_CRC_OFFSET, entriesCrc);
    header.putInt(HEADER_CRC_OFFSET, crc(header, 0, HEADER_CRC_OFFSET));
    return header;
  }

  static int crc(ByteBuffer bytes, int begin, int end) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().limit(end).position(begin));
    return (int) crc.getValue();
  }
}
