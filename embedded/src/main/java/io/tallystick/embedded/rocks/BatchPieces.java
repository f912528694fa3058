package io.tallystick.embedded.rocks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Memory of {@link CommitBatch} that the next one takes again. Thread-safe. */
public final class BatchPieces {

  static final int PIECE_BYTES = 1 << 20;

  private final Deque<byte[]> free = new ArrayDeque<>();

  synchronized byte[] take() {
    byte[] piece = free.poll();
    return piece == null ? new byte[PIECE_BYTES] : piece;
  }

  /** Gets back what a batch had; of those that nobody took meanwhile, keeps no more. */
  synchronized void give(List<byte[]> pieces) {
    for (byte[] piece : pieces) {
      if (piece.length == PIECE_BYTES) {
        free.push(piece);
      }
    }
    while (free.size() > pieces.size()) {
      free.pollLast();
    }
  }

  synchronized int free() {
    return free.size();
  }
}
