package io.tallystick.qa.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.qa.load.Load;
import io.tallystick.qa.process.Answer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks the query processes all the time, on a thread of its own, as a client does that goes to the
 * other one when the first does not answer.
 *
 * <p>Two things must hold: somebody answers, and a count that one process has answered never gets
 * smaller.
 */
final class Readers implements AutoCloseable {

  private static final int PAUSE_MILLIS = 50;

  private final ClusterFront front;
  private final SplittableRandom random;
  private final long answerNanosMax;
  private final Map<String, Long> largest = new HashMap<>();
  private final Thread thread = new Thread(this::run, "readers");
  private volatile long answered;
  private volatile long unanswered;
  private volatile @Nullable String lastFailure;
  private volatile @Nullable String shrunk;
  private volatile boolean closing;

  /**
   * @param answerSecondsMax how long a question is asked again before nobody has answered it
   */
  Readers(ClusterFront front, SplittableRandom random, int answerSecondsMax) {
    this.front = front;
    this.random = random;
    answerNanosMax = TimeUnit.SECONDS.toNanos(answerSecondsMax);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!closing) {
        askSomebody();
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private void askSomebody() throws InterruptedException {
    int first = random.nextInt(front.queries());
    String type = Load.TYPES.get(random.nextInt(Load.TYPES.size()));
    long begin = System.nanoTime();
    do {
      for (int i = 0; i < front.queries(); i++) {
        if (ask(first + i, type)) {
          answered = answered + 1;
          return;
        }
      }
      Thread.sleep(PAUSE_MILLIS);
    } while (System.nanoTime() - begin < answerNanosMax);
    unanswered = unanswered + 1;
  }

  private boolean ask(int number, String type) throws InterruptedException {
    int process = Math.floorMod(number, front.queries());
    try {
      Answer answer = front.ask(process, "/v1/stats?type=" + type + "&function=count");
      if (answer.status() != 200) {
        lastFailure = answer.toString();
        return false;
      }
      JsonNode result = answer.json().path("results").path(0);
      compare("query-" + (process + 1) + " " + type, result.path("count").asLong(), answer);
      return true;
    } catch (IOException e) {
      lastFailure = e.toString();
      return false;
    }
  }

  private void compare(String what, long count, Answer answer) {
    long before = largest.merge(what, count, Math::max);
    if (count < before) {
      shrunk = what + ": " + count + " after " + before + ": " + answer.body();
    }
  }

  /** Questions that somebody answered. */
  long answered() {
    return answered;
  }

  /** Questions that nobody answered. */
  long unanswered() {
    return unanswered;
  }

  /** The newest reason; null: there was none. */
  @Nullable
  String lastFailure() {
    return lastFailure;
  }

  /** A count that got smaller; null: none did. */
  @Nullable
  String shrunk() {
    return shrunk;
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
  }
}
