package io.tallystick.core.receipt;

import java.util.Arrays;

/**
 * Where the events of a stretch of the log are, by their identity: what one commit adds to the
 * receipt index.
 *
 * <pre>
 * key    | i64 chunk | u16 partition | u16 group |     big endian
 * value  any number of entries, one behind the other
 * entry  | u32 = check << 18 | position |              big endian
 *
 * chunk     offset >>> 18
 * position  offset & 0x3ffff
 * group     bits 54..63 of the second half of the identity
 * check     bits 40..53 of it
 * </pre>
 *
 * <p>An event is found by reading one value of each chunk. Of the 24 bits, a chunk of 262,144
 * events has one wrong candidate in 64 look-ups, which the log entry then rules out.
 */
public final class ReceiptIndex {

  /*
   * Entries are only ever appended, so a commit needs not read what is there; and as partitions
   * grow at the same pace the keys of a commit follow those of the one before, so that sorted files
   * hardly overlap, are not rewritten, and are dropped whole when the log is trimmed.
   */

  /** Version of this layout, kept once for each store. */
  public static final int VERSION = 1;

  static final int CHUNK_BITS = 18;
  static final int GROUP_BITS = 10;
  static final int CHECK_BITS = 14;
  static final int GROUPS = 1 << GROUP_BITS;

  private static final int KEY_BYTES = 8 + 2 + 2;
  private static final int ENTRY_BYTES = 4;
  private static final int POSITION_MASK = (1 << CHUNK_BITS) - 1;

  /** Takes one key and what is to be appended to its value; the arrays are used again. */
  public interface Appender {
    void append(byte[] key, byte[] value, int valueLength);
  }

  /** Takes the offset of an event that may be the one that is looked for. */
  public interface CandidateVisitor {
    void candidate(long offset);
  }

  private final int partition;
  private final long beginOffset;
  private final HashPieces memory;
  private int[][] pieces = new int[4][];
  private int[] last = new int[0];
  private int pieceCount;
  private int size;

  /**
   * @param beginOffset offset of the first event that will be added
   * @param memory where it takes what it needs
   */
  public ReceiptIndex(int partition, long beginOffset, HashPieces memory) {
    this.partition = partition;
    this.beginOffset = beginOffset;
    this.memory = memory;
  }

  /** The event at the next offset has an identity with this second half. */
  public void add(long identityLow) {
    int at = size & HashPieces.PIECE_HASHES - 1;
    if (at == 0) {
      addPiece();
    }
    last[at] = hash(identityLow);
    size++;
  }

  private void addPiece() {
    if (pieceCount == pieces.length) {
      pieces = Arrays.copyOf(pieces, 2 * pieceCount);
    }
    last = memory.take();
    pieces[pieceCount++] = last;
  }

  /** Forgets all and gives its memory to the indexes that come. */
  public void release() {
    memory.give(pieces, pieceCount);
    pieceCount = 0;
    pieces = new int[0][];
    size = 0;
  }

  private int hashAt(int i) {
    return pieces[i >>> HashPieces.PIECE_BITS][i & HashPieces.PIECE_HASHES - 1];
  }

  /** Events that were added. */
  public int size() {
    return size;
  }

  /** Visits the offsets that may have an identity with this second half, ascending. */
  public void candidates(long identityLow, CandidateVisitor visitor) {
    int hash = hash(identityLow);
    for (int i = 0; i < size; i++) {
      if (hashAt(i) == hash) {
        visitor.candidate(beginOffset + i);
      }
    }
  }

  /** Bytes that {@link #identityHashes} has for each event. */
  public static final int HASH_BYTES = 3;

  /** The {@value #HASH_BYTES} bytes of every event that its key and check are made of, in order. */
  public byte[] identityHashes() {
    byte[] bytes = new byte[size * HASH_BYTES];
    for (int i = 0; i < size; i++) {
      int hash = hashAt(i);
      bytes[HASH_BYTES * i] = (byte) (hash >>> 16);
      bytes[HASH_BYTES * i + 1] = (byte) (hash >>> 8);
      bytes[HASH_BYTES * i + 2] = (byte) hash;
    }
    return bytes;
  }

  /** The hash of an identity with this second half: 24 bits, see {@link #identityHashes}. */
  public static int identityHash(long identityLow) {
    return hash(identityLow);
  }

  /** Hands over what is to be appended, in the order of the keys. */
  public void write(Appender appender) {
    int done = 0;
    while (done < size) {
      long chunk = beginOffset + done >>> CHUNK_BITS;
      int end = (int) Math.min(size, (chunk + 1 << CHUNK_BITS) - beginOffset);
      write(chunk, done, end, appender);
      done = end;
    }
  }

  /** Sorts the events of one chunk by group, by counting. */
  private void write(long chunk, int begin, int end, Appender appender) {
    int[] ends = new int[GROUPS];
    for (int i = begin; i < end; i++) {
      ends[hashAt(i) >>> CHECK_BITS]++;
    }
    int sum = 0;
    for (int group = 0; group < GROUPS; group++) {
      sum += ends[group];
      ends[group] = sum;
    }
    int[] entries = new int[end - begin];
    int firstPosition = (int) (beginOffset + begin) & POSITION_MASK;
    for (int i = end - 1; i >= begin; i--) {
      int hash = hashAt(i);
      int check = hash & (1 << CHECK_BITS) - 1;
      entries[--ends[hash >>> CHECK_BITS]] = check << CHUNK_BITS | firstPosition + (i - begin);
    }
    byte[] value = new byte[64];
    for (int group = 0; group < GROUPS; group++) {
      int groupEnd = group == GROUPS - 1 ? entries.length : ends[group + 1];
      int count = groupEnd - ends[group];
      if (count > 0) {
        if (value.length < count * ENTRY_BYTES) {
          value = new byte[count * ENTRY_BYTES * 2];
        }
        for (int i = 0; i < count; i++) {
          putInt(value, i * ENTRY_BYTES, entries[ends[group] + i]);
        }
        appender.append(key(partition, chunk, group), value, count * ENTRY_BYTES);
      }
    }
  }

  /** The chunk that an offset belongs to. */
  public static long chunk(long offset) {
    return offset >>> CHUNK_BITS;
  }

  /** The key under which an identity with this second half stands in a chunk. */
  public static byte[] key(int partition, long chunk, long identityLow) {
    return key(partition, chunk, hash(identityLow) >>> CHECK_BITS);
  }

  /** The smallest key of a chunk, of all partitions. */
  public static byte[] firstKey(long chunk) {
    return key(0, chunk, 0);
  }

  /**
   * Visits the offsets in a stored value that may have an identity with this second half,
   * ascending within what each commit has appended.
   *
   * @throws IllegalArgumentException when the value is not whole entries
   */
  public static void candidates(
      byte[] value, long chunk, long identityLow, CandidateVisitor visitor) {
    if (value.length % ENTRY_BYTES != 0) {
      throw new IllegalArgumentException(
          "receipts: " + value.length + " bytes (expected: a multiple of " + ENTRY_BYTES + ")");
    }
    int check = hash(identityLow) & (1 << CHECK_BITS) - 1;
    for (int at = 0; at < value.length; at += ENTRY_BYTES) {
      int entry = (value[at] & 0xff) << 24
          | (value[at + 1] & 0xff) << 16
          | (value[at + 2] & 0xff) << 8
          | value[at + 3] & 0xff;
      if (entry >>> CHUNK_BITS == check) {
        visitor.candidate((chunk << CHUNK_BITS) + (entry & POSITION_MASK));
      }
    }
  }

  private static int hash(long identityLow) {
    return (int) (identityLow >>> 64 - GROUP_BITS - CHECK_BITS);
  }

  private static byte[] key(int partition, long chunk, int group) {
    byte[] key = new byte[KEY_BYTES];
    putInt(key, 0, (int) (chunk >>> 32));
    putInt(key, 4, (int) chunk);
    key[8] = (byte) (partition >>> 8);
    key[9] = (byte) partition;
    key[10] = (byte) (group >>> 8);
    key[11] = (byte) group;
    return key;
  }

  private static void putInt(byte[] target, int at, int value) {
    target[at] = (byte) (value >>> 24);
    target[at + 1] = (byte) (value >>> 16);
    target[at + 2] = (byte) (value >>> 8);
    target[at + 3] = (byte) value;
  }
}
