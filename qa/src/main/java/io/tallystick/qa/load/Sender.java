package io.tallystick.qa.load;

import io.tallystick.qa.process.Answer;
import io.tallystick.qa.process.Target;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
   *
   * A request is one atomic write to the log. One that got no answer may have been written, so what
   * the node has accepted lies between the acknowledged events and those plus the unanswered ones.
   * A cluster also refuses what its log did not acknowledge in time, and that may be written, too.
   */

  private static final int RECENT = 2000;
  private static final int ONE_DUPLICATE_IN = 20;
  private static final int ONE_SAMPLE_IN = 499;
  private static final int SAMPLES_MAX = 40;
  private static final long PAUSE_MILLIS = 20;
  private static final long RESEND_NANOS_MAX = 300_000_000_000L;

  /** An event and how often it was acknowledged. */
  record Sample(SentEvent event, int copiesMin) {}

  private record Recent(SentEvent event, long sentNanos) {}

  private final String name;
  private final LoadSettings settings;
  private final SplittableRandom random;
  private final Map<String, ExactTotals> totals = new HashMap<>();
  private final List<Recent> recent = new ArrayList<>();
  private final LinkedHashMap<String, Sample> samples = new LinkedHashMap<>();
  private Instant now = Instant.EPOCH;
  private @Nullable List<SentEvent> pending;
  private long made;
  private long deadLetters;
  private long duplicates;
  private long acknowledged;
  private long unanswered;
  private volatile long refusals;
  private volatile String lastRefusal = "";
  private volatile boolean stopping;
  private volatile boolean pausing;

  Sender(String name, LoadSettings settings, long seed) {
    this.name = name;
    this.settings = settings;
    random = new SplittableRandom(seed);
  }

  /**
   * Sends until the node does not answer any more, or {@link #pause}.
   *
   * @param endExpected whether the node may end by itself
   */
  Callable<Void> untilItIsGone(Target node, Instant eventsBefore, boolean endExpected) {
    stopping = endExpected;
    pausing = false;
    now = eventsBefore;
    return () -> {
      int broken = 0;
      while (!pausing) {
        pending = nextBatch();
        try {
          sendPending(node);
          broken = 0;
        } catch (IOException e) {
          if (stopping || !node.isAlive()) {
            return null;
          }
          // a kept connection may have been closed while it was idle; what was sent is sent again
          if (++broken > node.brokenMax()) {
            throw e;
          }
        }
      }
      return null;
    };
  }

  /** Says that the node is about to be ended: from now on a broken connection is no failure. */
  void expectTheEnd() {
    stopping = true;
  }

  /** Lets it end after its current batch. */
  void pause() {
    pausing = true;
  }

  /** Sends again what was not acknowledged; a connection may break meanwhile, as when it loads. */
  void resend(Target node) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    int broken = 0;
    while (pending != null) {
      try {
        sendPending(node);
        broken = 0;
      } catch (IOException e) {
        if (++broken > node.brokenMax()
            || !node.isAlive()
            || System.nanoTime() - begin > RESEND_NANOS_MAX) {
          throw e;
        }
      }
    }
  }

  /** Sends no more copies of what was sent before: the node need not remember it. */
  void forgetRecent() {
    recent.clear();
    samples.clear();
  }

  private void sendPending(Target node) throws IOException, InterruptedException {
    List<SentEvent> batch = Objects.requireNonNull(pending);
    BodyForm form = BodyForm.values()[random.nextInt(BodyForm.values().length)];
    unanswered += batch.size();
    long begin = System.nanoTime();
    Answer answer = node.post("/v1/events", form.contentType, form.write(batch));
    unanswered -= batch.size();
    if (answer.status() == 429 || answer.status() == 503) {
      refusals = refusals + 1;
      lastRefusal = answer.body();
      if (node.isCluster()) {
        unanswered += batch.size();
      }
      Thread.sleep(PAUSE_MILLIS);
      return;
    }
    String expected = "{\"accepted\":" + batch.size() + ",\"rejected\":[]}";
    if (answer.status() != 202 || !answer.body().equals(expected)) {
      throw new AssertionError(name + ": " + answer + " (expected: 202 " + expected + ")");
    }
    settings.listener().acknowledged(batch.get(0).id(), System.nanoTime() - begin);
    pending = null;
    acknowledged += batch.size();
    batch.forEach(this::sample);
    if (settings.pauseMillis() > 0) {
      Thread.sleep(random.nextInt(2 * settings.pauseMillis()));
    }
  }

  private void sample(SentEvent event) {
    boolean due = Math.floorMod(event.id().hashCode(), ONE_SAMPLE_IN) == 0;
    if (due || samples.containsKey(event.id())) {
      samples.merge(
          event.id(),
          new Sample(event, 1),
          (known, one) -> new Sample(event, known.copiesMin() + 1));
      if (samples.size() > SAMPLES_MAX) {
        samples.remove(samples.keySet().iterator().next());
      }
    }
  }

  private List<SentEvent> nextBatch() {
    List<SentEvent> waiting = pending;
    if (waiting != null) {
      return waiting;
    }
    List<SentEvent> batch = new ArrayList<>();
    boolean single = random.nextInt(8) == 0;
    int size = single ? 1 : 1 + random.nextInt(settings.batchMax());
    long nanos = System.nanoTime();
    for (int i = 0; i < size; i++) {
      if (!recent.isEmpty() && random.nextInt(ONE_DUPLICATE_IN) == 0) {
        Recent copied = recent.get(random.nextInt(recent.size()));
        if (nanos - copied.sentNanos() < settings.duplicateAgeMax().toNanos()) {
          batch.add(copied.event());
          duplicates++;
          continue;
        }
      }
      batch.add(nextEvent(nanos));
    }
    return batch;
  }

  private SentEvent nextEvent(long nanos) {
    SentEvent event = SentEvent.random(name + "-" + made, now, settings.ruled(), random);
    made++;
    if (event.breaksRule()) {
      deadLetters++;
    } else {
      totals.computeIfAbsent(event.type(), type -> new ExactTotals()).add(event);
    }
    if (recent.size() < RECENT) {
      recent.add(new Recent(event, nanos));
    } else {
      recent.set((int) (made % RECENT), new Recent(event, nanos));
    }
    return event;
  }

  /** By type. */
  Map<String, ExactTotals> totals() {
    return totals;
  }

  /** Some events of late that were acknowledged. */
  List<Sample> samples() {
    return List.copyOf(samples.values());
  }

  /** Distinct events that break a rule. */
  long deadLetters() {
    return deadLetters;
  }

  /** Copies that were sent on purpose. */
  long duplicates() {
    return duplicates;
  }

  /** Events in acknowledged requests. */
  long acknowledged() {
    return acknowledged;
  }

  /** Events in requests of which it is not known whether they were accepted. */
  long unanswered() {
    return unanswered;
  }

  /** Requests that the node refused for the time being; may be asked at any time. */
  long refusals() {
    return refusals;
  }

  /** What the last of them said; empty when there was none. */
  String lastRefusal() {
    return lastRefusal;
  }
}
