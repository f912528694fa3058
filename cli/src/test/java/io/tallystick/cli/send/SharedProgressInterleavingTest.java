package io.tallystick.cli.send;

import static io.tallystick.testkit.interleaving.Interleavings.check;
import static io.tallystick.testkit.interleaving.Interleavings.explore;
import static io.tallystick.testkit.interleaving.Interleavings.join;
import static io.tallystick.testkit.interleaving.Interleavings.start;

import io.tallystick.cli.CommandFailure;
import io.tallystick.cli.ExitCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Goal: in every interleaving of the threads that deliver, no acknowledged line is forgotten, none
 * is remembered that is not, sums add up, and one failure is reported.
 *
 * <p>Method: Lincheck explores the interleavings. Tried by hand: without {@code synchronized} on
 * {@code acknowledge}, or on {@code delivered}, lines and sums are lost.
 */
class SharedProgressInterleavingTest {

  private static final int INTERLEAVINGS = 200;

  @Test
  void acknowledgedLinesAreRemembered() {
    explore(INTERLEAVINGS, () -> {
      InputProgress progress = new InputProgress("a", List.of());
      List<AcknowledgedLines.Range> saved = new ArrayList<>();
      List<Thread> threads = start(() -> progress.acknowledge(11, 20), () -> {
        progress.acknowledge(1, 10);
        saved.addAll(progress.ranges());
      });
      join(threads);
      check("saved from", saved.get(0).first(), 1);
      check("saved to", saved.get(0).last() == 10 || saved.get(0).last() == 20);
      check("ranges", progress.ranges().size(), 1);
      check("to", progress.ranges().get(0).last(), 20);
    });
  }

  @Test
  void sumsAddUpAndTheFirstFailureStays() {
    explore(INTERLEAVINGS, () -> {
      Tally tally = new Tally();
      FirstFailure failure = new FirstFailure();
      CommandFailure one = new CommandFailure(ExitCode.REFUSED, "one");
      CommandFailure two = new CommandFailure(ExitCode.REFUSED, "two");
      List<Thread> threads = start(
          () -> {
            tally.delivered("a", 3, List.of());
            failure.set(one);
          },
          () -> {
            tally.delivered("a", 4, List.of());
            failure.set(two);
          });
      CommandFailure early = failureOf(failure);
      join(threads);
      check("accepted", tally.snapshot().accepted(), 7);
      CommandFailure late = failureOf(failure);
      check("a failure", late == one || late == two);
      check("the first one", early == null || early == late);
    });
  }

  private static @Nullable CommandFailure failureOf(FirstFailure failure) {
    try {
      failure.rethrow();
      return null;
    } catch (CommandFailure e) {
      return e;
    }
  }
}
