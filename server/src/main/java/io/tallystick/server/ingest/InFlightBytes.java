package io.tallystick.server.ingest;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that requests may hold between arrival and acknowledgement, over all connections.
 * Thread-safe and without locks.
 */
final class InFlightBytes {

  private final long max;
  private final AtomicLong used = new AtomicLong();

  InFlightBytes(long max) {
    this.max = max;
  }

  long max() {
    return max;
  }

  long used() {
    return used.get();
  }

  /** Takes {@code bytes}, or nothing and answers false when that would be too much. */
  boolean reserve(long bytes) {
    assert bytes >= 0 : bytes;
    // optimistic: one atomic addition is what a request that fits pays
    if (used.addAndGet(bytes) <= max) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  /** Gives back what {@link #reserve} took. */
  void release(long bytes) {
    long left = used.addAndGet(-bytes);
    assert left >= 0 : left;
  }
}
