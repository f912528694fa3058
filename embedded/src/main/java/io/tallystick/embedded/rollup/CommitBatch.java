package io.tallystick.embedded.rollup;

import java.util.Arrays;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** Collects the rows of one commit for one atomic write. */
final class CommitBatch {

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
  private static final byte FAMILY_PUT = 0x5;
  private static final byte FAMILY_MERGE = 0x6;
  private static final int OVERHEAD_MAX = 1 + 5 + 5 + 5;

  private final int family;
  private byte[] bytes = new byte[1 << 16];
  private int length = HEADER_BYTES;
  private int count;

  CommitBatch(int family) {
    this.family = family;
  }

  void merge(byte[] key, int keyLength, byte[] value, int valueLength) {
    add(FAMILY_MERGE, family, key, keyLength, value, valueLength);
  }

  void put(byte[] key, byte[] value) {
    add(FAMILY_PUT, family, key, key.length, value, value.length);
  }

  /** Writes everything and the partition's state, atomically. */
  void write(
      RocksDB db,
      WriteOptions options,
      ColumnFamilyHandle stateFamily,
      byte[] stateKey,
      byte[] stateValue)
      throws RocksDBException {
    add(FAMILY_PUT, stateFamily.getID(), stateKey, stateKey.length, stateValue, stateValue.length);
    for (int i = 0; i < 4; i++) {
      bytes[COUNT_AT + i] = (byte) (count >>> 8 * i);
    }
    try (WriteBatch batch = new WriteBatch(Arrays.copyOf(bytes, length))) {
      db.write(options, batch);
    }
  }

  private void add(
      byte kind, int columnFamily, byte[] key, int keyLength, byte[] value, int valueLength) {
    int needed = length + OVERHEAD_MAX + keyLength + valueLength;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
    }
    bytes[length++] = kind;
    putVarint(columnFamily);
    putVarint(keyLength);
    System.arraycopy(key, 0, bytes, length, keyLength);
    length += keyLength;
    putVarint(valueLength);
    System.arraycopy(value, 0, bytes, length, valueLength);
    length += valueLength;
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
