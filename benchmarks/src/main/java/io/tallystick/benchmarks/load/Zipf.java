package io.tallystick.benchmarks.load;

import java.util.ArrayDeque;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws ranks 0 to n - 1 with probability proportional to {@code 1 / (rank + 1)^exponent}.
 * Immutable and thread-safe.
 */
final class Zipf {

  /*
   * The alias method (A. J. Walker 1977, table construction after M. D. Vose 1991): one random
   * number, one table look-up and one comparison per draw, whatever n is. Inverting the
   * cumulative table costs a binary search with cache misses, ten times as much.
   */

  private final int[] alias;
  private final int[] threshold;

  Zipf(int n, double exponent) {
    if (n < 1) {
      throw new IllegalArgumentException("subjects: " + n + " (expected: >= 1)");
    }
    if (!(exponent >= 0 && exponent <= 10)) {
      throw new IllegalArgumentException("zipf: " + exponent + " (expected: 0 to 10)");
    }
    double[] share = new double[n];
    double total = 0;
    for (int rank = 0; rank < n; rank++) {
      share[rank] = Math.pow(rank + 1, -exponent);
      total += share[rank];
    }
    ArrayDeque<Integer> small = new ArrayDeque<>();
    ArrayDeque<Integer> large = new ArrayDeque<>();
    for (int rank = 0; rank < n; rank++) {
      share[rank] = share[rank] / total * n;
      (share[rank] < 1 ? small : large).add(rank);
    }
    alias = new int[n];
    threshold = new int[n];
    while (!small.isEmpty() && !large.isEmpty()) {
      int under = small.remove();
      int over = large.remove();
      alias[under] = over;
      threshold[under] = (int) (share[under] * Integer.MAX_VALUE);
      share[over] -= 1 - share[under];
      (share[over] < 1 ? small : large).add(over);
    }
    // what is left has a share of 1 up to rounding
    for (ArrayDeque<Integer> rest : List.of(small, large)) {
      for (int rank : rest) {
        alias[rank] = rank;
        threshold[rank] = Integer.MAX_VALUE;
      }
    }
  }

  int next(RandomGenerator random) {
    long bits = random.nextLong();
    int rank = (int) Math.multiplyHigh(bits >>> 1, (long) alias.length << 1);
    return ((int) bits & Integer.MAX_VALUE) < threshold[rank] ? rank : alias[rank];
  }
}
