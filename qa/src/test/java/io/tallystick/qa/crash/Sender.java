package io.tallystick.qa.crash;

import io.tallystick.qa.process.Answer;
import io.tallystick.qa.process.NodeProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One client: sends batches until the node is gone, and begins its next life with the batch that
 * was not acknowledged. Used by one thread at a time.
 */
final class Sender {

  /*
   * An event is added to the exact totals when it is made. At the latest after the next resend it
   * is acknowledged, so whenever no batch is pending the totals are what the node must answer.
   */

  private static final int BATCH_MAX = 400;
  private static final int RECENT = 2000;

  private final String name;
  private final Instant now;
  private final SplittableRandom random;
  private final ExactTotals totals = new ExactTotals();
  private final List<SentEvent> recent = new ArrayList<>();
  private @Nullable List<SentEvent> pending;
  private long made;
  private long duplicates;
  private volatile boolean stopping;

  Sender(String name, Instant now, long seed) {
    this.name = name;
    this.now = now;
    random = new SplittableRandom(seed);
  }

  /** Sends until the node does not answer any more. */
  Callable<Void> untilItIsGone(NodeProcess node) {
    return () -> {
      try {
        while (true) {
          pending = nextBatch();
          sendPending(node);
        }
      } catch (IOException gone) {
        if (node.isAlive() && !stopping) {
          throw gone;
        }
        return null;
      }
    };
  }

  /** Sends some batches, each until it is accepted. */
  void send(NodeProcess node, int batches) throws IOException, InterruptedException {
    for (int i = 0; i < batches; i++) {
      pending = nextBatch();
      resend(node);
    }
  }

  /** Sends until a batch is refused, which then waits to be sent again; returns the refusal. */
  Answer untilRefused(NodeProcess node) throws IOException, InterruptedException {
    Answer answer;
    do {
      pending = nextBatch();
      answer = sendPending(node);
    } while (pending == null);
    return answer;
  }

  /** Says that the node is about to be killed: from now on a broken connection is no failure. */
  void expectTheEnd() {
    stopping = true;
  }

  /** Sends again what was not acknowledged. */
  void resend(NodeProcess node) throws IOException, InterruptedException {
    stopping = false;
    while (pending != null) {
      sendPending(node);
    }
  }

  private Answer sendPending(NodeProcess node) throws IOException, InterruptedException {
    List<SentEvent> batch = Objects.requireNonNull(pending);
    StringBuilder body = new StringBuilder("[");
    for (SentEvent event : batch) {
      body.append(body.length() == 1 ? "" : ",").append(event.toJson());
    }
    byte[] bytes = body.append(']').toString().getBytes(StandardCharsets.UTF_8);
    Answer answer = node.post("/v1/events", "application/json", bytes);
    if (answer.status() == 429 || answer.status() == 503) {
      Thread.sleep(20);
      return answer;
    }
    String expected = "{\"accepted\":" + batch.size() + ",\"rejected\":[]}";
    if (answer.status() != 202 || !answer.body().equals(expected)) {
      throw new AssertionError(answer + " (expected: 202 " + expected + ")");
    }
    pending = null;
    return answer;
  }

  private List<SentEvent> nextBatch() {
    List<SentEvent> waiting = pending;
    if (waiting != null) {
      return waiting;
    }
    List<SentEvent> batch = new ArrayList<>();
    int size = 1 + random.nextInt(BATCH_MAX);
    for (int i = 0; i < size; i++) {
      if (!recent.isEmpty() && random.nextInt(20) == 0) {
        batch.add(recent.get(random.nextInt(recent.size())));
        duplicates++;
        continue;
      }
      SentEvent event = SentEvent.random(name + "-" + made, now, random);
      made++;
      totals.add(event);
      batch.add(event);
      if (recent.size() < RECENT) {
        recent.add(event);
      } else {
        recent.set((int) (made % RECENT), event);
      }
    }
    return batch;
  }

  ExactTotals totals() {
    return totals;
  }

  /** Copies that were sent on purpose. */
  long duplicates() {
    return duplicates;
  }
}
