package io.tallystick.app.demo;

import static io.tallystick.app.demo.DemoScreen.number;

import io.tallystick.app.demo.NodeClient.Leader;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The recorded day, sent to a system that runs, and its answers checked. The system has counted
 * nothing yet, and has the dimensions {@link #DIMENSIONS}.
 */
public final class DemoReplay {

  /** What the day is counted by, as the key {@code dimensions} has it. */
  public static final String DIMENSIONS = "[wiki, country, [wiki, country]]";

  private static final int LIVE_LEADERS = 5;

  private final DemoScreen screen;
  private final String ingest;
  private final String query;
  private final int replaySeconds;
  private final long startNanos;

  /**
   * A replay that shows itself on standard output.
   *
   * @param ingest where events are sent, such as {@code http://localhost:8080}
   * @param query where everything else is asked; on one machine the same address
   * @param replaySeconds how long the replay takes at least
   */
  public DemoReplay(String ingest, String query, int replaySeconds) {
    this(DemoScreen.ofStandardOutput(), ingest, query, replaySeconds, System.nanoTime());
  }

  DemoReplay(DemoScreen screen, String ingest, String query, int replaySeconds, long startNanos) {
    this.screen = screen;
    this.ingest = ingest;
    this.query = query;
    this.replaySeconds = replaySeconds;
    this.startNanos = startNanos;
  }

  /** Returns how many answers were wrong. */
  public int run() throws IOException {
    DemoAnswers right = DemoAnswers.load();
    NodeClient client = new NodeClient(ingest, query);
    List<RecordedDay.Slice> day = RecordedDay.slices();
    screen.line("  replaying the %s edits of 2015-09-12 through POST /v1/events"
        .formatted(number(right.number("edits"))));
    screen.line("");
    long replayNanos = System.nanoTime();
    long sent = replay(client, day);
    String replayTime = elapsed(replayNanos);

    showLeaders(client, right, replayTime);
    screen.title("Checked against the exact answers");
    DemoChecks checks = new DemoChecks(client, right, screen);
    checks.ledger(sent);
    checks.totals();
    checks.leaders();
    checks.seriesAndCombination();
    for (RecordedDay.Slice slice : day) {
      sent += client.send(slice.events());
    }
    client.awaitCounted(sent);
    screen.line("  and after sending the whole day once more:");
    checks.ledger(sent);
    checks.totals();
    String verdict = checks.wrong() == 0
        ? "all %d answers are exact".formatted(checks.checks())
        : "%d of %d answers are wrong".formatted(checks.wrong(), checks.checks());
    screen.line("");
    screen.line("  " + verdict + "; " + elapsed(startNanos) + " in all");
    return checks.wrong();
  }

  /** Sends the day slice by slice; returns how many edits, when all of them are counted. */
  private long replay(NodeClient client, List<RecordedDay.Slice> day) throws IOException {
    long sent = 0;
    long begin = System.nanoTime();
    for (int i = 0; i < day.size(); i++) {
      RecordedDay.Slice slice = day.get(i);
      sent += client.send(slice.events());
      if (i == day.size() - 1) {
        client.awaitCounted(sent);
      }
      screen.progress(
          slice.end(),
          sent,
          client.top("subject", "count", LIVE_LEADERS),
          client.top("wiki", "count", LIVE_LEADERS));
      sleepUntil(begin + TimeUnit.SECONDS.toNanos(replaySeconds) * (i + 1) / day.size());
    }
    screen.endOfProgress();
    return sent;
  }

  private void showLeaders(NodeClient client, DemoAnswers right, String replayTime)
      throws IOException {
    screen.title("%s edits, %s characters added, in %s wikis, replayed in %s"
        .formatted(
            number(right.number("edits")),
            number(right.number("added")),
            number(right.number("wikis")),
            replayTime));
    show("edits", "pages with the most edits", client.top("subject", "count", LIVE_LEADERS));
    show("added", "pages with the most characters added", client.top("subject", "sum", 5));
    show("edits", "wikis with the most edits", client.top("wiki", "count", LIVE_LEADERS));
  }

  private void show(String unit, String heading, List<Leader> leaders) {
    screen.line("");
    screen.line("  %9s  %s".formatted(unit, heading));
    for (Leader leader : leaders) {
      screen.line("  %9s  %s".formatted(number(leader.number()), leader.name()));
    }
  }

  static void sleepUntil(long nanos) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  static String elapsed(long sinceNanos) {
    return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - sinceNanos) / 1e9);
  }
}
