package io.tallystick.core.receipt;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Memory for the hashes of a {@link ReceiptIndex}, in pieces that its successors take again.
 * Single-threaded.
 */
public final class HashPieces {

  /*
   * An index lives until its commit is done, which is long enough for a generational collector to
   * move it to where it is expensive to collect. With one array for each index, the arrays of a
   * busy node would fill that place every minute.
   */

  /** 64 KB: an idle partition has one. */
  static final int PIECE_BITS = 14;

  static final int PIECE_HASHES = 1 << PIECE_BITS;

  private final Deque<int[]> free = new ArrayDeque<>();

  int[] take() {
    int[] piece = free.poll();
    return piece == null ? new int[PIECE_HASHES] : piece;
  }

  /** Gets back all pieces of an index; of those that nobody took meanwhile, keeps no more. */
  void give(int[][] pieces, int count) {
    for (int i = 0; i < count; i++) {
      free.push(pieces[i]);
    }
    while (free.size() > count) {
      free.pollLast();
    }
  }

  int free() {
    return free.size();
  }
}
