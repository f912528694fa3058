package io.tallystick.cassandra.schema;

import io.tallystick.core.ledger.CorruptRecordException;
import io.tallystick.core.receipt.ReceiptIndex;

/**
 * Where the events of one block of a partition are, by the hash of their identity, version {@value
 * #VERSION}.
 *
 * <pre>
 * key     partition | chunk | group | begin offset of the block
 * value   one entry for each event of the group, in the order of their offsets
 * entry   | u32 = check << 15 | position |                big endian
 *
 * block     32,768 offsets;  chunk  32 blocks
 * position  offset - begin of the block
 * hash      24 bits, see ReceiptIndex.identityHashes
 * group     its upper 7 bits
 * check     the other 17
 * </pre>
 *
 * <p>The events after the last whole block are found through their commits, which hold the hashes as
 * they come.
 */
public final class ReceiptBlockLayout {

  /*
   * A row for each group of each epoch would be a row for every 25 events at 50,000 events a second
   * in 16 partitions, each in a Cassandra partition of its own. So groups are made of whole
   * blocks, a row for every 256 events, and an epoch alone writes its hashes in one piece.
   */

  public static final int VERSION = 1;

  /** Offsets of a block. */
  public static final int BLOCK_OFFSETS = 1 << 15;

  /** Groups of a block. */
  public static final int GROUPS = 1 << 7;

  private static final int BLOCK_BITS = 15;
  private static final int CHUNK_BITS = 20;
  private static final int CHECK_BITS = 17;
  private static final int CHECK_MASK = (1 << CHECK_BITS) - 1;
  private static final int ENTRY_BYTES = 4;

  private ReceiptBlockLayout() {}

  /** The block that holds {@code offset} begins there. */
  public static long blockBegin(long offset) {
    return offset >>> BLOCK_BITS << BLOCK_BITS;
  }

  /** The chunk that holds {@code offset}. */
  public static long chunk(long offset) {
    return offset >>> CHUNK_BITS;
  }

  /** The group of a hash. */
  public static int group(int hash) {
    return hash >>> CHECK_BITS;
  }

  /** The hash of the event number {@code index} in {@code hashes}. */
  public static int hash(byte[] hashes, int index) {
    int at = index * ReceiptIndex.HASH_BYTES;
    return (hashes[at] & 0xff) << 16 | (hashes[at + 1] & 0xff) << 8 | hashes[at + 2] & 0xff;
  }

  /**
   * The values of all groups of a block; empty where a group has no events.
   *
   * @param hashes of the events that are known of the block, one behind the other
   * @param firstPosition position of the first of them
   */
  public static byte[][] values(byte[] hashes, int firstPosition) {
    int count = hashes.length / ReceiptIndex.HASH_BYTES;
    int[] sizes = new int[GROUPS];
    for (int i = 0; i < count; i++) {
      sizes[group(hash(hashes, i))]++;
    }
    byte[][] values = new byte[GROUPS][];
    for (int group = 0; group < GROUPS; group++) {
      values[group] = new byte[sizes[group] * ENTRY_BYTES];
      sizes[group] = 0;
    }
    for (int i = 0; i < count; i++) {
      int hash = hash(hashes, i);
      int group = group(hash);
      int entry = (hash & CHECK_MASK) << BLOCK_BITS | firstPosition + i;
      int at = sizes[group]++ * ENTRY_BYTES;
      values[group][at] = (byte) (entry >>> 24);
      values[group][at + 1] = (byte) (entry >>> 16);
      values[group][at + 2] = (byte) (entry >>> 8);
      values[group][at + 3] = (byte) entry;
    }
    return values;
  }

  /**
   * Visits the offsets in one value that may have an identity with this hash, ascending.
   *
   * @throws CorruptRecordException when the value is not whole entries
   */
  public static void candidates(
      byte[] value, long blockBegin, int hash, ReceiptIndex.CandidateVisitor visitor) {
    if (value.length % ENTRY_BYTES != 0) {
      throw new CorruptRecordException(
          "receipts: " + value.length + " bytes (expected: a multiple of " + ENTRY_BYTES + ")");
    }
    for (int at = 0; at < value.length; at += ENTRY_BYTES) {
      int entry = (value[at] & 0xff) << 24
          | (value[at + 1] & 0xff) << 16
          | (value[at + 2] & 0xff) << 8
          | value[at + 3] & 0xff;
      if (entry >>> BLOCK_BITS == (hash & CHECK_MASK)) {
        visitor.candidate(blockBegin + (entry & BLOCK_OFFSETS - 1));
      }
    }
  }
}
