package io.tallystick.server.live;

import io.tallystick.core.event.RefusedException;
import io.tallystick.core.query.Queries;
import io.tallystick.core.query.StatsAnswer;
import io.tallystick.core.query.StatsQuery;
import io.tallystick.core.query.TopAnswer;
import io.tallystick.core.query.TopQuery;
import io.tallystick.protocol.live.LiveQuery;
import io.tallystick.protocol.problem.ProblemJson;
import io.tallystick.protocol.query.AnswerJson;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One question that readers follow, and its last answers, which they share. Answers are made by one
 * thread, and taken by another one.
 */
final class Subscription {

  /** An answer that has not changed is sent again, so that readers see how fresh it is. */
  private static final long SAME_AGE_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

  /** A question may use a tenth of the thread that makes answers. */
  private static final int PAUSE_FACTOR = 9;

  final LiveQuery query;

  /** How many connections follow it; guarded by the hub. */
  int readers;

  private List<?> lastTotals = List.of();
  private List<?> lastLeaders = List.of();
  private long sentNanos;
  private long notBeforeNanos;
  private byte[] totals = Messages.NONE;
  private byte[] leaders = Messages.NONE;
  private byte[] changed = Messages.NONE;

  Subscription(LiveQuery query) {
    this.query = query;
    notBeforeNanos = System.nanoTime();
    sentNanos = notBeforeNanos - SAME_AGE_NANOS_MAX;
  }

  boolean isDue() {
    return query != LiveQuery.NODE && System.nanoTime() - notBeforeNanos >= 0;
  }

  /** Whether there was an answer already. */
  boolean isAnswered() {
    return current().length > 0;
  }

  /** Makes the answers of a moment; called by one thread. */
  void answer(Queries queries, long millis) {
    long begin = System.nanoTime();
    boolean again = begin - sentNanos >= SAME_AGE_NANOS_MAX;
    try {
      StatsQuery totalsQuery = query.totalsAt(millis);
      if (totalsQuery != null) {
        StatsAnswer answer = queries.stats(totalsQuery);
        if (again || !answer.results().equals(lastTotals)) {
          lastTotals = answer.results();
          publishTotals(Messages.message("totals", millis, AnswerJson.stats(answer)));
        }
      }
      TopQuery topQuery = query.topAt(millis);
      if (topQuery != null) {
        TopAnswer answer = queries.top(topQuery);
        if (again || !answer.results().equals(lastLeaders)) {
          lastLeaders = answer.results();
          publishLeaders(Messages.message("top", millis, AnswerJson.top(answer)));
        }
      }
    } catch (RefusedException e) {
      // such as a list that is too long to be ranked: readers are told, and asked for no more
      publishTotals(
          Messages.message("problem", millis, ProblemJson.write(e.refusal(), LiveServices.PATH)));
    }
    long end = System.nanoTime();
    if (again) {
      sentNanos = end;
    }
    notBeforeNanos = end + PAUSE_FACTOR * (end - begin);
  }

  private synchronized void publishTotals(byte[] message) {
    totals = message;
    changed = Messages.join(changed, message);
  }

  private synchronized void publishLeaders(byte[] message) {
    leaders = message;
    changed = Messages.join(changed, message);
  }

  /** What has changed since the last call. */
  synchronized byte[] takeChanged() {
    byte[] taken = changed;
    changed = Messages.NONE;
    return taken;
  }

  /** The last answers, for a reader that knows none. */
  synchronized byte[] current() {
    return Messages.join(totals, leaders);
  }
}
