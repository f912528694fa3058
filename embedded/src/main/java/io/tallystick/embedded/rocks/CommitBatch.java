package io.tallystick.embedded.rocks;

import java.util.ArrayList;
import java.util.List;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** Collects the rows of one commit for one atomic write. */
public final class CommitBatch {

  /*
   * A commit has some hundred thousand rows. Handing them over one by one costs a crossing into
   * native code each, which is more than the rest of the work; so the batch is laid out here, in the
   * format of RocksDB's write_batch.cc (which is also that of its write-ahead log and therefore
   * stable), and crosses once.
   *
   *   | u64 sequence = 0 | u32 count, little endian | records |
   *   record: | u8 kind | varint family | varint key length | key | varint value length | value |
   */

  private static final int HEADER_BYTES = 12;
  private static final int COUNT_AT = 8;
  private static final byte FAMILY_DELETE = 0x4;
  private static final byte FAMILY_PUT = 0x5;
  private static final byte FAMILY_MERGE = 0x6;
  private static final int NO_VALUE = -1;
  private static final int OVERHEAD_MAX = 1 + 5 + 5 + 5;

  /** Small batches are not worth a piece. */
  private static final int FIRST_BYTES = 1 << 16;

  /*
   * Records are collected in pieces and joined once. One growing array would need three times the
   * memory of a commit, in one stretch, just when memory is short.
   */

  private final BatchPieces memory;
  private final List<byte[]> fullPieces = new ArrayList<>();
  private final List<Integer> fullLengths = new ArrayList<>();
  private byte[] bytes = new byte[FIRST_BYTES];
  private int length = HEADER_BYTES;
  private int count;

  /** A batch that is written once. */
  public CommitBatch(BatchPieces memory) {
    this.memory = memory;
  }

  /** Appends to a row of a family whose merge operator concatenates; the arrays are copied. */
  public void merge(
      ColumnFamilyHandle family, byte[] key, int keyLength, byte[] value, int valueLength) {
    add(FAMILY_MERGE, family.getID(), key, keyLength, value, valueLength);
  }

  /** Replaces a row. */
  public void put(ColumnFamilyHandle family, byte[] key, byte[] value) {
    add(FAMILY_PUT, family.getID(), key, key.length, value, value.length);
  }

  /** Removes a row. */
  public void delete(ColumnFamilyHandle family, byte[] key) {
    add(FAMILY_DELETE, family.getID(), key, key.length, key, NO_VALUE);
  }

  /** Writes everything, atomically. */
  public void write(RocksDB db, WriteOptions options) throws RocksDBException {
    byte[] whole = join();
    fullPieces.add(bytes);
    memory.give(fullPieces);
    for (int i = 0; i < 4; i++) {
      whole[COUNT_AT + i] = (byte) (count >>> 8 * i);
    }
    try (WriteBatch batch = new WriteBatch(whole)) {
      db.write(options, batch);
    }
  }

  private byte[] join() {
    int total = length;
    for (int pieceLength : fullLengths) {
      total = Math.addExact(total, pieceLength);
    }
    byte[] whole = new byte[total];
    int at = 0;
    for (int i = 0; i < fullPieces.size(); i++) {
      System.arraycopy(fullPieces.get(i), 0, whole, at, fullLengths.get(i));
      at += fullLengths.get(i);
    }
    System.arraycopy(bytes, 0, whole, at, length);
    return whole;
  }

  private void add(
      byte kind, int columnFamily, byte[] key, int keyLength, byte[] value, int valueLength) {
    int recordBytesMax = OVERHEAD_MAX + keyLength + valueLength;
    if (length + recordBytesMax > bytes.length) {
      fullPieces.add(bytes);
      fullLengths.add(length);
      bytes = recordBytesMax <= BatchPieces.PIECE_BYTES ? memory.take() : new byte[recordBytesMax];
      length = 0;
    }
    bytes[length++] = kind;
    putVarint(columnFamily);
    putVarint(keyLength);
    System.arraycopy(key, 0, bytes, length, keyLength);
    length += keyLength;
    if (valueLength != NO_VALUE) {
      putVarint(valueLength);
      System.arraycopy(value, 0, bytes, length, valueLength);
      length += valueLength;
    }
    count++;
  }

  private void putVarint(int value) {
    while ((value & ~0x7f) != 0) {
      bytes[length++] = (byte) (value | 0x80);
      value >>>= 7;
    }
    bytes[length++] = (byte) value;
  }
}
