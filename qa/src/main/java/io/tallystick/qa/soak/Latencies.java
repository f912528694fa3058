package io.tallystick.qa.soak;

import java.util.Arrays;

/** Latencies of some time. Thread-safe. */
final class Latencies {

  private long[] nanos = new long[1024];
  private int count;

  synchronized void add(long one) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = one;
  }

  /** Percentiles in milliseconds, after which it begins anew; zeros when there was nothing. */
  synchronized double[] takeMillis(double... percentiles) {
    Arrays.sort(nanos, 0, count);
    double[] found = new double[percentiles.length];
    for (int i = 0; i < found.length && count > 0; i++) {
      int index = (int) Math.ceil(percentiles[i] / 100 * count) - 1;
      found[i] = nanos[Math.max(0, index)] / 1e6;
    }
    count = 0;
    return found;
  }
}
