package io.tallystick.app.demo;

import static io.tallystick.app.demo.DemoScreen.number;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.app.demo.NodeClient.Leader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Asks the node, and compares each answer with the exact one. */
final class DemoChecks {

  private static final int K = 10;
  private static final String ENGLISH = "wiki=%23en.wikipedia";
  private static final String DAY = "&start=" + RecordedDay.START + "&end=" + RecordedDay.END;

  private final NodeClient node;
  private final DemoAnswers right;
  private final DemoScreen screen;
  private int checks;
  private int wrong;

  DemoChecks(NodeClient node, DemoAnswers right, DemoScreen screen) {
    this.node = node;
    this.right = right;
    this.screen = screen;
  }

  /** How many were made. */
  int checks() {
    return checks;
  }

  /** How many of them found a wrong answer. */
  int wrong() {
    return wrong;
  }

  void ledger(long sent) throws IOException {
    JsonNode totals = node.totals();
    long edits = right.number("edits");
    check(
        "every edit has one fate: %s accepted = %s counted + %s duplicates",
        List.of(sent, edits, sent - edits),
        List.of(
            NodeClient.exact(totals.path("accepted")),
            NodeClient.exact(totals.path("counted")),
            NodeClient.exact(totals.path("duplicate"))));
  }

  void totals() throws IOException {
    JsonNode all = node.stats("function=count,sum");
    check(
        "in total %s edits, %s characters added",
        List.of(right.number("edits"), right.number("added")),
        List.of(NodeClient.exact(all.path("count")), NodeClient.exact(all.path("sum"))));
  }

  void leaders() throws IOException {
    leaders("the 10 pages with the most edits", "subject", "count", "pageByEdits");
    leaders("the 10 pages with the most characters added", "subject", "sum", "pageByAdded");
    leaders("the 10 wikis with the most edits", "wiki", "count", "wikiByEdits");
    leaders("the 10 wikis with the most characters added", "wiki", "sum", "wikiByAdded");
    leaders("the 10 countries with the most edits", "country", "count", "countryByEdits");
  }

  void seriesAndCombination() throws IOException {
    JsonNode byHour = node.stats(ENGLISH + "&function=count&granularity=hour" + DAY);
    List<Leader> hours = new ArrayList<>();
    for (JsonNode point : byHour.path("points")) {
      hours.add(new Leader(point.path("start").asText(), NodeClient.exact(point.path("count"))));
    }
    check("the edits of #en.wikipedia in each hour", right.leaders("englishByHour"), hours);

    JsonNode american = node.stats(ENGLISH + "&country=US&function=count,sum" + DAY);
    check(
        "#en.wikipedia from the United States: %s edits, %s characters added",
        right.numbers("englishFromUnitedStates"),
        List.of(NodeClient.exact(american.path("count")), NodeClient.exact(american.path("sum"))));
  }

  private void leaders(String text, String dimension, String function, String answer)
      throws IOException {
    check(text, right.leaders(answer), node.top(dimension, function, K));
  }

  private void check(String text, List<?> expected, List<?> found) {
    boolean isRight = expected.equals(found);
    checks++;
    wrong += isRight ? 0 : 1;
    screen.check(
        isRight, text.formatted(expected.stream().map(DemoChecks::shown).toArray()));
    if (!isRight) {
      screen.line("      expected: " + expected);
      screen.line("      found:    " + found);
    }
  }

  private static Object shown(Object value) {
    return value instanceof Long number ? number(number) : value;
  }
}
