package io.tallystick.qa.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts a star in place of what differs between two systems by nature, and leaves every other byte.
 * Stateless.
 */
final class GoldenMask {

  /*
   * Moments are those of the run. Offsets also count the events of the canary, and those of an
   * append that was tried again; partitions do not differ, since an event's partition follows from
   * its identity, and stay.
   */

  private record Rule(Pattern pattern, String replacement) {}

  private static final String MOMENT =
      "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z";

  private static final List<Rule> RULES = rules(
      "\"(asOf|settledUntil|arrivedAt|committedAt|at)\":\"" + MOMENT + "\"",
      "\"$1\":\"*\"",
      "\"(offset|replayOffset)\":[0-9]+",
      "\"$1\":\"*\"",
      "\"(id|deadLetter|replayOf)\":\"([0-9]+)-[0-9]+\"",
      "\"$1\":\"$2-*\"",
      "\"canary\":\\{\"accepted\":[0-9]+,\"counted\":[0-9]+,\"duplicate\":[0-9]+,"
          + "\"deadLettered\":0,\"inFlight\":[0-9]+}",
      "\"canary\":\"*\"");

  private GoldenMask() {}

  private static List<Rule> rules(String... patternsAndReplacements) {
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < patternsAndReplacements.length; i += 2) {
      rules.add(
          new Rule(Pattern.compile(patternsAndReplacements[i]), patternsAndReplacements[i + 1]));
    }
    return rules;
  }

  /** The answer as it stands in a scenario. */
  static String masked(String answer) {
    String masked = answer;
    for (Rule rule : RULES) {
      Matcher matcher = rule.pattern().matcher(masked);
      masked = matcher.replaceAll(rule.replacement());
    }
    return masked;
  }
}
