package io.tallystick.core.query;

import io.tallystick.core.query.TopAnswer.Result;
import java.util.ArrayList;
import java.util.List;

/** Picks the first k of many series by rank. Single-threaded. */
final class Leaders {

  /*
   * A binary heap of at most k numbers of series with the last of them at the root: one comparison
   * for each series that is not among the leaders, log k for each that is.
   */

  private final SeriesTotals totals;
  private final int[] heap;
  private int size;

  private Leaders(SeriesTotals totals, int k) {
    this.totals = totals;
    this.heap = new int[Math.min(k, totals.size())];
  }

  /** The first {@code k} series, or all when there are fewer, best first. */
  static List<Result> of(SeriesTotals totals, int k) {
    Leaders leaders = new Leaders(totals, k);
    for (int index = 0; index < totals.size(); index++) {
      leaders.offer(index);
    }
    List<Result> results = new ArrayList<>(leaders.size);
    for (int index : leaders.sorted()) {
      results.add(new Result(totals.values(index), totals.number(index)));
    }
    return results;
  }

  private void offer(int index) {
    if (size < heap.length) {
      int at = size++;
      while (at > 0 && totals.compare(index, heap[(at - 1) / 2]) > 0) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
      }
      heap[at] = index;
    } else if (totals.compare(index, heap[0]) < 0) {
      sink(index);
    }
  }

  /** Puts {@code index} in place of the root. */
  private void sink(int index) {
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && totals.compare(heap[child + 1], heap[child]) > 0) {
        child++;
      }
      if (totals.compare(index, heap[child]) >= 0) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = index;
  }

  private int[] sorted() {
    int[] sorted = new int[size];
    while (size > 0) {
      int last = heap[0];
      sorted[--size] = last;
      if (size > 0) {
        sink(heap[size]);
      }
    }
    return sorted;
  }
}
