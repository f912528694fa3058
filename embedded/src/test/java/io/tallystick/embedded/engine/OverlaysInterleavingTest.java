package io.tallystick.embedded.engine;

import static io.tallystick.testkit.interleaving.Interleavings.check;
import static io.tallystick.testkit.interleaving.Interleavings.explore;
import static io.tallystick.testkit.interleaving.Interleavings.join;
import static io.tallystick.testkit.interleaving.Interleavings.start;

import io.tallystick.core.process.Journal;
import io.tallystick.core.receipt.HashPieces;
import io.tallystick.core.rollup.PendingRollups;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Goal: in every interleaving of a partition that commits and a query, the memory of what the query
 * reads is not used again before the query ends, and what nobody reads is.
 *
 * <p>Method: Lincheck explores the interleavings. Tried by hand: without the second look at what is
 * live in {@link Overlays#lease}, and with leases ignored, a query reads what was used again.
 */
class OverlaysInterleavingTest {

  private static final int INTERLEAVINGS = 500;

  @Test
  void whatIsReadIsNotUsedAgain() {
    explore(INTERLEAVINGS, () -> {
      Overlays overlays = new Overlays(overlay(1));
      AtomicLong usedAgain = new AtomicLong();
      List<Thread> threads = start(() -> {
        List<Overlay> read = overlays.lease();
        for (Overlay overlay : read) {
          check("used again while it is read", overlay.epoch() > usedAgain.get());
        }
        read.forEach(Overlay::release);
      });
      overlays.freeze(overlay(2));
      overlays.committed();
      Overlay done = overlays.takeCommitted();
      check("the first is committed", done != null && done.epoch() == 1);
      if (done != null && !done.isLeased()) {
        usedAgain.set(done.epoch());
      }
      join(threads);
      check("committed once", overlays.takeCommitted() == null);
      check("is leased by nobody", done != null && !done.isLeased());
      check("one is live", overlays.live().size(), 1);
      check("it is leased by nobody", !overlays.live().get(0).isLeased());
    });
  }

  private static Overlay overlay(long epoch) {
    return new Overlay(epoch, new PendingRollups(1), new Journal(0, 0, new HashPieces()));
  }
}
