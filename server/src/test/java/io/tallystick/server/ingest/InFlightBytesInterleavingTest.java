package io.tallystick.server.ingest;

import static io.tallystick.testkit.interleaving.Interleavings.check;
import static io.tallystick.testkit.interleaving.Interleavings.explore;
import static io.tallystick.testkit.interleaving.Interleavings.join;
import static io.tallystick.testkit.interleaving.Interleavings.start;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: in every interleaving, what requests hold together stays within the limit, nothing that was
 * given back stays taken, and a request that fits with all others is never refused.
 *
 * <p>Method: Lincheck explores the interleavings. Tried by hand: reading the sum first and adding
 * later lets both in; not taking back what was refused leaves the memory taken.
 */
class InFlightBytesInterleavingTest {

  private static final int INTERLEAVINGS = 2000;

  @Test
  void twoThatDoNotFitTogetherAreNotBothTaken() {
    explore(INTERLEAVINGS, () -> {
      InFlightBytes bytes = new InFlightBytes(10);
      boolean[] taken = new boolean[2];
      List<Thread> other = start(() -> taken[1] = bytes.reserve(7));
      taken[0] = bytes.reserve(6);
      join(other);
      check("one of the two", taken[0] ^ taken[1]);
      check("used", bytes.used(), taken[0] ? 6 : 7);
      bytes.release(taken[0] ? 6 : 7);
      check("used", bytes.used(), 0);
    });
  }

  @Test
  void whatFitsIsTakenAgainAndAgain() {
    explore(INTERLEAVINGS, () -> {
      InFlightBytes bytes = new InFlightBytes(10);
      boolean[] taken = new boolean[2];
      List<Thread> other = start(() -> {
        taken[1] = bytes.reserve(5);
        bytes.release(5);
      });
      taken[0] = bytes.reserve(5);
      bytes.release(5);
      join(other);
      check("both", taken[0] && taken[1]);
      check("used", bytes.used(), 0);
    });
  }
}
