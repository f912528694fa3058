package io.tallystick.app.canary;

import io.tallystick.core.event.CanaryEvents;
import io.tallystick.core.node.CanaryReport.State;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the canary sends and asks, round by round, and what it thinks of the answers. One thread. */
final class CanaryRounds {

  /*
   * A round sends a few new events and one that was sent before, waits until the count and the sum
   * of its series are right, and calls it wrong when they are too large, or when the answer says
   * that it is settled although they are too small. The counts at the beginning are taken as they
   * are; from then on each must be exact.
   *
   * When it is not known whether events were accepted, the same ones are sent again: that is what
   * any client does. If that goes on for so long that a copy might no longer be recognized, or the
   * clock moves as far, the canary begins anew in another of its series: what arrives late in the
   * old one then disturbs nothing.
   */

  private static final List<BigDecimal> VALUES = List.of(
      BigDecimal.ONE, new BigDecimal("0.5"), new BigDecimal("0.25"), new BigDecimal("0.125"));

  /** Series that are used in turn. */
  private static final int SUBJECTS = 16;

  /** After which events that are not visible yet are called slow. */
  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long PAUSE_MILLIS_MAX = 100;
  private static final int SHOWN_CHARS_MAX = 300;
  private static final Pattern DETAIL = Pattern.compile("\"detail\":\"((?:[^\"\\\\]|\\\\.)*)\"");

  /**
   * What a round came to.
   *
   * @param visibleNanos from sending to the exact answer; -1 when there was none
   */
  record Outcome(State state, @Nullable String problem, long visibleNanos) {

    static Outcome of(State state, String problem) {
      return new Outcome(state, problem, -1);
    }
  }

  private final LoopbackConnection ingest;
  private final LoopbackConnection node;
  private final String runName;
  private final long windowMillis;
  private final int requestEventsMax;
  private final LongSupplier clock;

  private final String seriesPrefix;
  private final boolean others;

  private long startedMillis = Long.MIN_VALUE;
  private int series;
  private boolean begun;
  private BigDecimal count = BigDecimal.ZERO;
  private BigDecimal sum = BigDecimal.ZERO;
  private @Nullable CanaryBatch pending;
  private @Nullable CanaryBatch awaited;
  private @Nullable CanaryEvent earlier;
  private long sentNanos;
  private long acknowledgedMillis;
  private long made;
  private volatile long acknowledged;

  /**
   * @param ingest who takes events
   * @param node who is asked
   * @param runName part of all ids, new for each start
   * @param seriesPrefix what its series are called before their number
   * @param clock milliseconds since the epoch
   */
  CanaryRounds(
      LoopbackConnection ingest,
      LoopbackConnection node,
      String runName,
      String seriesPrefix,
      CanarySettings settings,
      LongSupplier clock) {
    this.ingest = ingest;
    this.node = node;
    this.seriesPrefix = seriesPrefix;
    this.others = settings.others();
    this.runName = runName;
    this.windowMillis = settings.window().toMillis();
    this.requestEventsMax = settings.requestEventsMax();
    this.clock = clock;
  }

  /** Events that were acknowledged. */
  long acknowledged() {
    return acknowledged;
  }

  /**
   * Runs one round.
   *
   * @throws IOException when there is no answer, or none that can be read
   */
  Outcome run() throws IOException, InterruptedException {
    if (!begun) {
      Outcome trouble = begin();
      if (trouble != null) {
        return trouble;
      }
    }
    if (awaited == null) {
      Outcome trouble = send();
      if (trouble != null) {
        return trouble;
      }
    }
    return await();
  }

  private @Nullable Outcome begin() throws IOException {
    LoopbackConnection.Reply reply = ask();
    if (reply.status() != 200) {
      return refused(reply);
    }
    CanaryCount found = CanaryCount.of(reply.body());
    if (found.partial()) {
      return Outcome.of(State.FAILING, "answers are partial");
    }
    if (others && startedMillis == Long.MIN_VALUE) {
      startedMillis = clock.getAsLong();
    }
    if (found.settledUntilMillis() < startedMillis) {
      return Outcome.of(State.WAITING, "what others have sent before is not settled yet");
    }
    count = found.count();
    sum = found.sum();
    begun = true;
    return null;
  }

  private @Nullable Outcome send() throws IOException {
    CanaryBatch batch = pending;
    if (batch == null) {
      batch = next();
      sentNanos = System.nanoTime();
    } else if (!isWithin(windowMillis / 2, batch.oldestMillis())) {
      return anew("it stayed unknown whether events were accepted");
    }
    pending = batch;
    for (CanaryBatch.Body body : batch.bodies(requestEventsMax)) {
      LoopbackConnection.Reply reply = ingest.post("/v1/events", body.text());
      if (reply.status() == 429 || reply.status() == 503) {
        return refused(reply);
      }
      String all = "{\"accepted\":" + body.events() + ",\"rejected\":[]}";
      if (reply.status() != 202 || !reply.body().equals(all)) {
        anew("");
        return Outcome.of(
            State.FAILING,
            "POST /v1/events answered " + shown(reply) + " (expected: 202 " + all + ")");
      }
    }
    if (!isWithin(windowMillis, batch.oldestMillis())) {
      return anew("the clock moved, or the node took longer than it recognizes copies");
    }
    acknowledged += batch.size();
    acknowledgedMillis = clock.getAsLong();
    pending = null;
    awaited = batch;
    earlier = batch.fresh().get(0);
    count = count.add(BigDecimal.valueOf(batch.fresh().size()));
    sum = sum.add(batch.sum());
    return null;
  }

  private Outcome await() throws IOException, InterruptedException {
    CanaryBatch batch = awaited;
    long sentMillis = batch == null ? 0 : batch.madeMillis();
    long begin = System.nanoTime();
    long pauseMillis = 1;
    while (true) {
      LoopbackConnection.Reply reply = ask();
      if (reply.status() != 200) {
        return refused(reply);
      }
      CanaryCount found = CanaryCount.of(reply.body());
      if (found.isSame(count, sum)) {
        awaited = null;
        return new Outcome(State.EXACT, null, System.nanoTime() - sentNanos);
      }
      if (found.partial()) {
        return Outcome.of(State.FAILING, "answers are partial");
      }
      boolean tooMany = found.count().compareTo(count) >= 0;
      // in a cluster an answer may be as of a moment before the acknowledgement
      boolean settled =
          found.asOfMillis() > acknowledgedMillis && found.settledUntilMillis() > sentMillis;
      if (tooMany || settled) {
        awaited = null;
        return Outcome.of(State.WRONG, difference(found));
      }
      if (System.nanoTime() - begin > SLOW_NANOS) {
        return Outcome.of(
            State.SLOW,
            "what was acknowledged " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - sentNanos)
                + " s ago is not visible yet");
      }
      Thread.sleep(pauseMillis);
      pauseMillis = Math.min(PAUSE_MILLIS_MAX, pauseMillis * 2);
    }
  }

  private String difference(CanaryCount found) {
    return "series " + seriesPrefix + series + ": count " + found.count().toPlainString() + ", sum "
        + found.sum().toPlainString() + " (expected: " + count.toPlainString() + " and "
        + sum.toPlainString() + ", all of which was acknowledged)";
  }

  private LoopbackConnection.Reply ask() throws IOException {
    return node.get("/v1/stats?type=" + CanaryEvents.TYPE + "&subject=" + seriesPrefix + series
        + "&function=count,sum");
  }

  private static Outcome refused(LoopbackConnection.Reply reply) {
    boolean waiting = reply.status() == 429 || reply.status() == 503;
    return Outcome.of(waiting ? State.WAITING : State.FAILING, "the node answered " + shown(reply));
  }

  /** A refusal in words: the detail of a problem document, or the beginning of anything else. */
  private static String shown(LoopbackConnection.Reply reply) {
    Matcher detail = DETAIL.matcher(reply.body());
    String text = detail.find() ? detail.group(1) : reply.body();
    return reply.status() + " "
        + (text.length() > SHOWN_CHARS_MAX ? text.substring(0, SHOWN_CHARS_MAX) + "…" : text);
  }

  /** Begins again, in the next series. */
  private Outcome anew(String problem) {
    series = (series + 1) % SUBJECTS;
    begun = false;
    pending = null;
    awaited = null;
    earlier = null;
    return Outcome.of(State.WAITING, problem);
  }

  private boolean isWithin(long spanMillis, long sinceMillis) {
    long elapsed = clock.getAsLong() - sinceMillis;
    return elapsed >= 0 && elapsed <= spanMillis;
  }

  private CanaryBatch next() {
    List<CanaryEvent> fresh = new ArrayList<>(VALUES.size());
    long now = clock.getAsLong();
    for (BigDecimal value : VALUES) {
      fresh.add(new CanaryEvent(seriesPrefix + series, runName + "-" + made++, now, value));
    }
    CanaryEvent known = earlier;
    // one of an earlier round proves more than one of this request, while it is recognized for sure
    boolean recognized = known != null && isWithin(windowMillis / 2, known.timeMillis());
    return new CanaryBatch(fresh, recognized && known != null ? known : fresh.get(0));
  }
}
