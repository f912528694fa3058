package io.tallystick.cassandra.write;

import io.tallystick.cassandra.schema.ReceiptBlockLayout;
import io.tallystick.core.receipt.ReceiptIndex;
import java.util.Arrays;

/** The hashes of one partition since its last whole block. Single-threaded. */
final class BlockTail {

  /** Takes a whole block. */
  interface BlockVisitor {
    /**
     * @param hashes of the events that are known of the block
     * @param firstPosition position of the first of them in the block
     */
    void block(long blockBegin, byte[] hashes, int firstPosition);
  }

  private byte[] hashes = new byte[1024];
  private int length;
  private long begin;

  /** A tail that goes on at {@code offset} with nothing known before it. */
  BlockTail(long offset) {
    begin = offset;
  }

  long endOffset() {
    return begin + length / ReceiptIndex.HASH_BYTES;
  }

  /** Adds what follows, and hands over the blocks that are whole then. */
  void add(byte[] more, BlockVisitor visitor) {
    if (hashes.length - length < more.length) {
      hashes = Arrays.copyOf(hashes, Math.max(2 * hashes.length, length + more.length));
    }
    System.arraycopy(more, 0, hashes, length, more.length);
    length += more.length;
    long blockEnd = ReceiptBlockLayout.blockBegin(begin) + ReceiptBlockLayout.BLOCK_OFFSETS;
    int done = 0;
    while (endOffset() >= blockEnd) {
      long blockBegin = blockEnd - ReceiptBlockLayout.BLOCK_OFFSETS;
      int end = (int) (blockEnd - begin) * ReceiptIndex.HASH_BYTES;
      int first = (int) (begin + done / ReceiptIndex.HASH_BYTES - blockBegin);
      visitor.block(blockBegin, Arrays.copyOfRange(hashes, done, end), first);
      done = end;
      blockEnd += ReceiptBlockLayout.BLOCK_OFFSETS;
    }
    length -= done;
    System.arraycopy(hashes, done, hashes, 0, length);
    begin += done / ReceiptIndex.HASH_BYTES;
  }
}
