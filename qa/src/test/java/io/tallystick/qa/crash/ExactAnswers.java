package io.tallystick.qa.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallystick.qa.crash.ExactTotals.Total;
import io.tallystick.qa.process.Answer;
import io.tallystick.qa.process.NodeProcess;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Compares the answers of a node with the exact totals, in every way in which they can be asked. */
final class ExactAnswers {

  private static final long DRAIN_NANOS_MAX = 60_000_000_000L;
  private static final String STATS =
      "/v1/stats?type=" + SentEvent.TYPE + "&function=count,sum,min,max";

  private final NodeProcess node;
  private final String when;

  /**
   * @param when for the message of a failure
   */
  ExactAnswers(NodeProcess node, String when) {
    this.node = node;
    this.when = when;
  }

  /** Waits until every accepted event has its fate, and returns the totals of the status. */
  JsonNode awaitFates() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      JsonNode totals = get("/v1/status").path("totals");
      if (totals.path("inFlight").asLong() == 0) {
        return totals;
      }
      assertThat(System.nanoTime() - begin)
          .as("%s: still in flight %s", when, totals)
          .isLessThan(DRAIN_NANOS_MAX);
      Thread.sleep(10);
    }
  }

  /** Every way to ask gives the exact answer. */
  void match(ExactTotals expected, long duplicatesMin) throws IOException, InterruptedException {
    JsonNode fates = awaitFates();
    long counted = expected.all().count();
    assertThat(fates.path("counted").asLong()).as("%s: %s", when, fates).isEqualTo(counted);
    long duplicate = fates.path("duplicate").asLong();
    assertThat(duplicate).as("%s: duplicates", when).isGreaterThanOrEqualTo(duplicatesMin);
    assertThat(fates.path("accepted").asLong())
        .as("%s: %s", when, fates)
        .isEqualTo(counted + duplicate);

    same("all", expected.all(), get(STATS).path("results").path(0));
    String subjects = expected.bySubject().keySet().stream()
        .map(subject -> "&subject=" + subject)
        .collect(Collectors.joining());
    matchEach("subject", expected.bySubject(), get(STATS + subjects).path("results"));
    matchEach("country", expected.byCountry(), top("country"));
    matchEach("subject", expected.bySubject(), top("subject"));
    matchHours(expected);
  }

  private JsonNode top(String dimension) throws IOException, InterruptedException {
    JsonNode counts =
        get("/v1/top?type=" + SentEvent.TYPE + "&k=100&function=count&dimension=" + dimension);
    JsonNode sums =
        get("/v1/top?type=" + SentEvent.TYPE + "&k=100&function=sum&dimension=" + dimension);
    Map<String, JsonNode> sumOf = new TreeMap<>();
    sums.path("results").forEach(sum -> sumOf.put(sum.path(dimension).asText(), sum));
    for (JsonNode count : counts.path("results")) {
      JsonNode sum = sumOf.getOrDefault(count.path(dimension).asText(), count);
      ((ObjectNode) count).set("sum", sum.path("sum"));
    }
    return counts.path("results");
  }

  private void matchHours(ExactTotals expected) throws IOException, InterruptedException {
    Instant first = Instant.parse(expected.byHour().keySet().iterator().next());
    JsonNode answer =
        get(STATS + "&granularity=hour&start=" + first + "&end=" + first.plus(Duration.ofHours(5)));
    matchEach("start", expected.byHour(), answer.path("results").path(0).path("points"));
  }

  private void matchEach(String name, Map<String, Total> expected, JsonNode results) {
    Map<String, JsonNode> found = new TreeMap<>();
    results.forEach(result -> found.put(result.path(name).asText(), result));
    assertThat(found.keySet()).as("%s: each %s", when, name).isEqualTo(expected.keySet());
    expected.forEach((value, total) -> same(value, total, found.getOrDefault(value, results)));
  }

  private void same(String what, Total expected, JsonNode found) {
    boolean same = expected.sameAs(
        found.path("count").asLong(), new BigDecimal(found.path("sum").asText()));
    assertThat(same)
        .as("%s: %s is %s (expected: %s)", when, what, found, expected)
        .isTrue();
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    Answer answer = node.get(path);
    assertThat(answer.status()).as("%s: %s %s", when, path, answer).isEqualTo(200);
    return answer.json();
  }
}
