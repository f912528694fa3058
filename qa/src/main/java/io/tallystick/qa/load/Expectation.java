package io.tallystick.qa.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.qa.load.ExactTotals.Total;
import io.tallystick.qa.process.Answer;
import io.tallystick.qa.process.Target;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/** Compares what is found with what is expected; a failure says when it was found. */
final class Expectation {

  private final String when;

  /**
   * @param when for the message of a failure
   */
  Expectation(String when) {
    this.when = when;
  }

  void same(String what, Object found, Object expected) {
    if (!found.equals(expected)) {
      throw new AssertionError(when + ": " + what + ": " + found + " (expected: " + expected + ")");
    }
  }

  void within(String what, long found, long min, long max) {
    if (found < min || found > max) {
      throw new AssertionError(
          when + ": " + what + ": " + found + " (expected: " + min + " to " + max + ")");
    }
  }

  void same(String what, Total expected, JsonNode found) {
    if (!expected.sameAs(
        found.path("count").asLong(), new BigDecimal(found.path("sum").asText("0")))) {
      throw new AssertionError(when + ": " + what + ": " + found + " (expected: " + expected + ")");
    }
  }

  /** Each result of an answer, by its member {@code name}. */
  void sameEach(String what, String name, Map<String, Total> expected, JsonNode results) {
    Map<String, JsonNode> found = new TreeMap<>();
    results.forEach(result -> found.put(result.path(name).asText(), result));
    same(what + ", each " + name, found.keySet(), expected.keySet());
    expected.forEach(
        (value, total) -> same(what + " of " + value, total, found.getOrDefault(value, results)));
  }

  JsonNode get(Target node, String path) throws IOException, InterruptedException {
    Answer answer = node.get(path);
    if (answer.status() != 200) {
      throw new AssertionError(when + ": " + path + ": " + answer + " (expected: 200)");
    }
    return answer.json();
  }
}
