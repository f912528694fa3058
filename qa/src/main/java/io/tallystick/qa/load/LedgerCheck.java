package io.tallystick.qa.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Compares the ledger of a node with what was acknowledged. */
final class LedgerCheck {

  private static final List<String> FATES =
      List.of("counted", "duplicate", "deadLettered", "inFlight");

  private final Expectation expectation;
  private long counted;
  private long deadLettered;
  private long duplicates;
  private long acknowledged;
  private long unanswered;

  LedgerCheck(Expectation expectation, List<Sender> senders) {
    this.expectation = expectation;
    for (Sender sender : senders) {
      for (ExactTotals totals : sender.totals().values()) {
        counted += totals.all().count();
      }
      deadLettered += sender.deadLetters();
      duplicates += sender.duplicates();
      acknowledged += sender.acknowledged();
      unanswered += sender.unanswered();
    }
  }

  /** Every line adds up, and the total is what was sent. */
  void check(JsonNode ledger) {
    expectation.same("balanced in " + ledger, ledger.path("balanced").asBoolean(), true);
    JsonNode total = ledger.path("total");
    addsUp("total", total);
    sumsUp("partitions", ledger.path("partitions"), total);
    sumsUp("hours", ledger.path("hours"), total);
    expectation.same("counted in " + total, total.path("counted").asLong(), counted);
    expectation.same("deadLettered in " + total, total.path("deadLettered").asLong(), deadLettered);
    expectation.within(
        "accepted in " + total,
        total.path("accepted").asLong(),
        acknowledged,
        acknowledged + unanswered);
    expectation.within(
        "duplicate in " + total,
        total.path("duplicate").asLong(),
        duplicates,
        duplicates + unanswered);
  }

  private void addsUp(String what, JsonNode line) {
    long sum = 0;
    for (String fate : FATES) {
      sum += line.path(fate).asLong();
    }
    expectation.same(
        "accepted of " + what + " in " + line, line.path("accepted").asLong(), sum);
  }

  private void sumsUp(String what, JsonNode lines, JsonNode total) {
    long accepted = 0;
    long counted = 0;
    for (JsonNode line : lines) {
      addsUp(what, line);
      accepted += line.path("accepted").asLong();
      counted += line.path("counted").asLong();
    }
    expectation.same("accepted of all " + what, accepted, total.path("accepted").asLong());
    expectation.same("counted of all " + what, counted, total.path("counted").asLong());
  }
}
