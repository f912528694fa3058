package io.tallystick.embedded.engine;

import static io.tallystick.testkit.interleaving.Interleavings.check;
import static io.tallystick.testkit.interleaving.Interleavings.explore;
import static io.tallystick.testkit.interleaving.Interleavings.join;
import static io.tallystick.testkit.interleaving.Interleavings.start;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/**
 * Goal: in every interleaving of those who leave commands and the thread that runs them and ends,
 * each command is run once or refused.
 *
 * <p>Method: Lincheck explores the interleavings. Tried by hand: without the look at {@code closed}
 * behind the offer, a command that comes while the thread ends is never answered.
 */
class PartitionCommandsInterleavingTest {

  private static final int INTERLEAVINGS = 300;

  @Test
  void everyCommandIsRunOnceOrRefused() {
    explore(INTERLEAVINGS, () -> {
      PartitionCommands commands = new PartitionCommands();
      ReentrantLock lock = new ReentrantLock();
      int[] ran = new int[1];
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      List<Thread> threads = start(() -> answers.add(commands.submit(() -> ++ran[0], lock)), () -> {
        commands.run();
        commands.close();
      });
      CompletableFuture<Integer> mine = commands.submit(() -> ++ran[0], lock);
      join(threads);
      answers.add(mine);
      int answered = 0;
      for (CompletableFuture<Integer> answer : answers) {
        check("run or refused", answer.isDone());
        answered += answer.isCompletedExceptionally() ? 0 : 1;
      }
      check("ran", ran[0], answered);
    });
  }
}
