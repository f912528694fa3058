package io.tallystick.cassandra.write;

import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before a write is tried again: twice as long each time, never in step. */
final class Backoff {

  static final long FIRST_MILLIS = 50;
  static final long LONGEST_MILLIS = 5_000;

  private static final int DOUBLINGS_MAX = 20;

  private Backoff() {}

  /**
   * A wait of half the time to all of it, so that writers that failed together do not come back
   * together.
   *
   * @param attempt how often it was tried, from 1 on
   */
  static long millis(int attempt) {
    long full = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(attempt - 1, DOUBLINGS_MAX));
    return full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1);
  }
}
