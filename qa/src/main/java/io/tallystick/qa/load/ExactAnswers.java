package io.tallystick.qa.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallystick.qa.process.Target;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Compares the totals of a node with the exact ones, in every way in which they can be asked. */
final class ExactAnswers {

  private static final int HOURS = 5;

  private final Target node;
  private final Expectation expectation;
  private final Instant hoursFrom;

  /**
   * @param now what the load was made with; the hours before it are compared one by one
   */
  ExactAnswers(Target node, Expectation expectation, Instant now) {
    this.node = node;
    this.expectation = expectation;
    hoursFrom = now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(HOURS - 1));
  }

  /** Every way to ask for {@code type} gives the exact answer. */
  void match(String type, ExactTotals expected) throws IOException, InterruptedException {
    String stats = "/v1/stats?type=" + type + "&function=count,sum,min,max";
    expectation.same(type, expected.all(), get(stats).path("results").path(0));
    String subjects = expected.bySubject().keySet().stream()
        .map(subject -> "&subject=" + subject)
        .collect(Collectors.joining());
    expectation.sameEach(
        type, "subject", expected.bySubject(), get(stats + subjects).path("results"));
    expectation.sameEach(type, "country", expected.byCountry(), top(type, "country"));
    expectation.sameEach(type, "subject", expected.bySubject(), top(type, "subject"));
    Instant hoursEnd = hoursFrom.plus(Duration.ofHours(HOURS));
    expectation.sameEach(
        type,
        "start",
        expected.byHour(hoursFrom.toString(), hoursEnd.toString()),
        points(stats + "&granularity=hour&start=" + hoursFrom + "&end=" + hoursEnd));
    String first = expected.byMonth().keySet().iterator().next();
    expectation.sameEach(
        type,
        "start",
        expected.byMonth(),
        points(stats + "&granularity=month&start=" + first + "&end="
            + hoursEnd.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1))));
  }

  private JsonNode points(String path) throws IOException, InterruptedException {
    return get(path).path("results").path(0).path("points");
  }

  private JsonNode top(String type, String dimension) throws IOException, InterruptedException {
    String top = "/v1/top?type=" + type + "&k=100&dimension=" + dimension + "&function=";
    JsonNode counts = get(top + "count");
    Map<String, JsonNode> sumOf = new TreeMap<>();
    get(top + "sum")
        .path("results")
        .forEach(sum -> sumOf.put(sum.path(dimension).asText(), sum));
    for (JsonNode count : counts.path("results")) {
      JsonNode sum = sumOf.getOrDefault(count.path(dimension).asText(), count);
      ((ObjectNode) count).set("sum", sum.path("sum"));
    }
    return counts.path("results");
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return expectation.get(node, path);
  }
}
