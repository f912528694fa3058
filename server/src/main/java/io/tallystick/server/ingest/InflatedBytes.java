package io.tallystick.server.ingest;

import java.util.Arrays;

/** A target that grows while something is inflated into it, up to a limit. Single-threaded. */
final class InflatedBytes {

  /** There is more than the limit. */
  static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("inflated: too large", null, false, false);
    }
  }

  /** What is kept for the next request; a larger array is given back to the heap. */
  static final int KEPT_BYTES_MAX = 1 << 20;

  private static final int FIRST_BYTES = 64 << 10;

  private final int limit;
  private byte[] bytes = new byte[0];
  private int length;

  /**
   * @param limit most bytes that are ever inflated
   */
  InflatedBytes(int limit) {
    this.limit = limit;
  }

  /** Forgets the content, and the array too if it was made for an unusual request. */
  void clear() {
    length = 0;
    if (bytes.length > KEPT_BYTES_MAX) {
      bytes = new byte[0];
    }
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  int free() {
    return bytes.length - length;
  }

  /** Takes over {@code count} bytes that were written behind the end. */
  void advance(int count) {
    length += count;
    assert length <= bytes.length : length;
  }

  /** Makes room for at least one byte. */
  void ensureFree() throws TooLargeException {
    if (free() == 0) {
      grow(FIRST_BYTES);
    }
  }

  /** Makes the array larger, at least twice as large and at least {@code wanted}. */
  void grow(int wanted) throws TooLargeException {
    // one byte over the limit tells a body of just the limit from one that goes on
    if (length > limit || bytes.length > limit) {
      throw new TooLargeException();
    }
    long doubled = Math.max(Math.max(2L * bytes.length, wanted), FIRST_BYTES);
    bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, limit + 1L));
  }

  /** Refuses what has come to lie over the limit. */
  void checkLimit() throws TooLargeException {
    if (length > limit) {
      throw new TooLargeException();
    }
  }
}
