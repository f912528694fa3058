package io.tallystick.testkit.interleaving;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;

/**
 * Runs a piece of code with several threads again and again, each time in another interleaving of
 * their accesses to what they share; a failure is reported with the interleaving that leads to it.
 *
 * <p>Code that is explored makes everything anew, is the same each time (no random, no clock), ends,
 * and uses the methods of this class to start threads and to check; AssertJ cannot be used in it,
 * as Lincheck compares the receiver of every call.
 */
public final class Interleavings {

  /*
   * The model is sequential consistency: one thread runs at a time, and threads are switched at
   * accesses to shared memory. What only a weaker memory model allows is not found.
   */

  private static final int ATTEMPTS_MAX = 3;

  static {
    // otherwise it warns of every lambda and record that it sees
    System.setProperty("lincheck.logLevel", "ERROR");
  }

  private Interleavings() {}

  /** Explores at most {@code interleavings} interleavings of {@code code}. */
  public static void explore(int interleavings, Runnable code) {
    for (int attempt = 1; ; attempt++) {
      try {
        Lincheck.runConcurrentTest(interleavings, code);
        return;
      } catch (LincheckAssertionError e) {
        // it tells a deadlock by the clock: once or twice it was only the machine that stood still
        if (attempt == ATTEMPTS_MAX || !String.valueOf(e.getMessage()).contains("has hung")) {
          throw e;
        }
      }
    }
  }

  /** Starts a thread for each of {@code bodies}; see {@link #join}. */
  public static List<Thread> start(Runnable... bodies) {
    List<Thread> threads = new ArrayList<>();
    for (Runnable body : bodies) {
      Thread thread = new Thread(body);
      threads.add(thread);
      thread.start();
    }
    return threads;
  }

  /** Waits for the end of {@code threads}. */
  public static void join(List<Thread> threads) {
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Fails unless {@code holds}. */
  public static void check(String what, boolean holds) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  /** Fails unless {@code found} is {@code expected}. */
  public static void check(String what, long found, long expected) {
    if (found != expected) {
      throw new AssertionError(what + ": " + found + " (expected: " + expected + ")");
    }
  }
}
