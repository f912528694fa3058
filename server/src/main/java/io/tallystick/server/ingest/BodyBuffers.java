package io.tallystick.server.ingest;

import java.util.ArrayDeque;

/**
 * Arrays in which bodies are collected, kept for the next request of the same thread.
 * Single-threaded.
 */
final class BodyBuffers {

  /*
   * A batch of a thousand events is some hundred kilobytes. Taken from the heap each time it would
   * be cleared by the JVM and fetched from memory; taken from here it is still in the cache.
   */

  static final int LENGTH_MIN = 2 << 10;

  /** Larger arrays are left to the collector. */
  static final int KEPT_LENGTH_MAX = 512 << 10;

  static final int KEPT_MAX = 4;

  private final ArrayDeque<byte[]> kept = new ArrayDeque<>(KEPT_MAX);

  /** An array of at least {@code length} bytes with any content. */
  byte[] take(int length) {
    byte[] last = kept.pollLast();
    if (last != null && last.length >= length) {
      return last;
    }
    if (length > KEPT_LENGTH_MAX) {
      return new byte[length];
    }
    // to a power of two, so that it fits the next body too
    return new byte[length <= LENGTH_MIN ? LENGTH_MIN : Integer.highestOneBit(length - 1) << 1];
  }

  /** Takes an array back; the caller must not touch it any more. */
  void give(byte[] array) {
    if (kept.size() < KEPT_MAX && array.length <= KEPT_LENGTH_MAX) {
      kept.addLast(array);
    }
  }
}
