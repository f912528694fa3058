package io.tallystick.qa.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.qa.process.Target;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several clients that send, and the proof that nothing of it was lost or counted twice. */
public final class Load implements AutoCloseable {

  /** The source of all events. */
  public static final String SOURCE = SentEvent.SOURCE;

  /** The counted types. */
  public static final List<String> TYPES = SentEvent.TYPES;

  /** The lines of a node's configuration that a load with a rule needs. */
  public static final List<String> CONFIGURATION = List.of(
      "dimensions: [country, [subject, country]]",
      "rules: [{ type: " + SentEvent.RULED_TYPE + ", min-value: 0 }]");

  /** What was done so far. */
  public record Summary(long distinct, long deadLetters, long duplicates, long refusals) {

    @Override
    public String toString() {
      return String.format(
          "%,d events%s, %,d copies",
          distinct,
          deadLetters == 0 ? "" : String.format(", %,d dead letters", deadLetters),
          duplicates);
    }
  }

  private static final long DRAIN_NANOS_MAX = 240_000_000_000L;
  private static final int DRAIN_POLL_MILLIS = 10;
  private static final Duration LEDGER_HOURS = Duration.ofDays(9);

  private final ExecutorService threads;
  private final List<Sender> senders = new ArrayList<>();
  private final List<Future<Void>> running = new ArrayList<>();
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  public Load(LoadSettings settings, SplittableRandom random) {
    threads = Executors.newFixedThreadPool(settings.senders());
    for (int i = 0; i < settings.senders(); i++) {
      senders.add(new Sender("sender" + i, settings, random.nextLong()));
    }
  }

  /** Lets all clients send to {@code node} until it is gone. */
  public void start(Target node) {
    start(node, false);
  }

  /** Lets all clients send to {@code node}, which will end by itself. */
  public void startUntilItEnds(Target node) {
    start(node, true);
  }

  private void start(Target node, boolean endExpected) {
    for (Sender sender : senders) {
      running.add(threads.submit(sender.untilItIsGone(node, now, endExpected)));
    }
  }

  /** Says that the node is about to be ended. */
  public void expectTheEnd() {
    senders.forEach(Sender::expectTheEnd);
  }

  /** Lets all clients finish the request that they are at. */
  public void pause() {
    senders.forEach(Sender::pause);
  }

  /** Waits until all clients have ended, because they were paused or the node is gone. */
  public void join(Target node, String when) throws InterruptedException {
    for (Future<Void> one : running) {
      try {
        one.get();
      } catch (ExecutionException e) {
        throw new AssertionError(when + ": " + e.getCause() + "\n" + node, e.getCause());
      }
    }
    running.clear();
  }

  /** Sends again what was not acknowledged. */
  public void resend(Target node) throws IOException, InterruptedException {
    for (Sender sender : senders) {
      sender.resend(node);
    }
  }

  /** Sends no more copies of what was sent so far. */
  public void forgetRecent() {
    senders.forEach(Sender::forgetRecent);
  }

  /**
   * Every answer of the node is exact. Call it only while nothing is sent and after {@link #resend}.
   *
   * @param when for the message of a failure
   */
  public void check(Target node, String when) throws IOException, InterruptedException {
    Expectation expectation = new Expectation(when);
    JsonNode ledger = awaitFates(node, expectation);
    Map<String, ExactTotals> expected = new TreeMap<>();
    for (Sender sender : senders) {
      sender
          .totals()
          .forEach((type, totals) ->
              expected.computeIfAbsent(type, key -> new ExactTotals()).addAll(totals));
    }
    new LedgerCheck(expectation, senders).check(ledger);
    ExactAnswers answers = new ExactAnswers(node, expectation, now);
    for (Map.Entry<String, ExactTotals> type : expected.entrySet()) {
      answers.match(type.getKey(), type.getValue());
    }
    ReceiptCheck receipts = new ReceiptCheck(node, expectation);
    for (Sender sender : senders) {
      receipts.check(sender.samples());
    }
  }

  private JsonNode awaitFates(Target node, Expectation expectation)
      throws IOException, InterruptedException {
    // the clock of the node may be hours off
    Instant hour = now.truncatedTo(ChronoUnit.HOURS);
    String path =
        "/v1/ledger?start=" + hour.minus(LEDGER_HOURS) + "&end=" + hour.plus(LEDGER_HOURS);
    long acknowledged = senders.stream().mapToLong(Sender::acknowledged).sum();
    long begin = System.nanoTime();
    if (node.isCluster()) {
      awaitHeard(node, expectation, begin);
    }
    while (true) {
      JsonNode ledger = expectation.get(node, path);
      JsonNode total = ledger.path("total");
      if (total.path("inFlight").asLong() == 0 && total.path("accepted").asLong() >= acknowledged) {
        return ledger;
      }
      if (System.nanoTime() - begin > DRAIN_NANOS_MAX) {
        expectation.same(
            "still in flight", ledger, "nothing, and " + acknowledged + " accepted at least");
      }
      Thread.sleep(DRAIN_POLL_MILLIS);
    }
  }

  /** Waits until who answers knows of everything that was acknowledged elsewhere until now. */
  private static void awaitHeard(Target node, Expectation expectation, long beginNanos)
      throws IOException, InterruptedException {
    Instant acknowledged = Instant.now();
    while (true) {
      JsonNode stats = expectation.get(node, "/v1/stats?type=" + TYPES.get(0));
      if (Instant.parse(stats.path("asOf").asText()).isAfter(acknowledged)) {
        return;
      }
      if (System.nanoTime() - beginNanos > DRAIN_NANOS_MAX) {
        expectation.same("as of when", stats, "later than " + acknowledged);
      }
      Thread.sleep(DRAIN_POLL_MILLIS);
    }
  }

  /** What was done so far; ask while nothing is sent. */
  public Summary summary() {
    long distinct = 0;
    long deadLetters = 0;
    long duplicates = 0;
    long refusals = 0;
    for (Sender sender : senders) {
      for (ExactTotals totals : sender.totals().values()) {
        distinct += totals.all().count();
      }
      deadLetters += sender.deadLetters();
      duplicates += sender.duplicates();
      refusals += sender.refusals();
    }
    return new Summary(distinct, deadLetters, duplicates, refusals);
  }

  /** Requests that the node refused for the time being; may be asked at any time. */
  public long refusals() {
    return senders.stream().mapToLong(Sender::refusals).sum();
  }

  /** What the latest refusal of one client said. */
  public String lastRefusal() {
    return senders.stream()
        .map(Sender::lastRefusal)
        .filter(said -> !said.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** Ends the clients. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
