package io.tallystick.embedded.engine;

import static io.tallystick.testkit.interleaving.Interleavings.check;
import static io.tallystick.testkit.interleaving.Interleavings.explore;
import static io.tallystick.testkit.interleaving.Interleavings.join;
import static io.tallystick.testkit.interleaving.Interleavings.start;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: in every interleaving of the log's thread, a worker and a query, the query is never told
 * that a time is settled while an entry with that time is in flight.
 *
 * <p>Method: Lincheck explores the interleavings. Tried by hand: without {@code synchronized} on
 * {@code processed} the last entry is lost from the queue.
 */
class InFlightTimesInterleavingTest {

  private static final int INTERLEAVINGS = 500;

  @Test
  void anEntryInFlightIsSeen() {
    explore(INTERLEAVINGS, () -> {
      InFlightTimes times = new InFlightTimes();
      times.appended(10, 5);
      times.appended(20, 7);
      long[] seen = new long[1];
      List<Thread> threads = start(
          () -> {
            times.processed(10);
            times.processed(20);
          },
          () -> seen[0] = times.min());
      times.appended(30, 6);
      join(threads);
      check("seen", seen[0] == 5 || seen[0] == 6 || seen[0] == 7 || seen[0] == InFlightTimes.NONE);
      check("earliest in flight", times.min(), 6);
      times.processed(30);
      check("nothing in flight", times.min(), InFlightTimes.NONE);
    });
  }
}
